package dev.berth.testing;

import dev.berth.docker.Engine;

class FakeEngineTests extends EngineContract {
    private final FakeEngine engine = new FakeEngine("berth/base:trixie");

    @Override
    protected Engine engine() {
        return engine;
    }

    @Override
    protected String project() {
        return "acme";
    }

    @Override
    protected String image() {
        return "berth/base:trixie";
    }
}
