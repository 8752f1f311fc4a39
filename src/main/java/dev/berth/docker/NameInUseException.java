package dev.berth.docker;

/** A container of that name exists already. */
public final class NameInUseException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final String name;

    public NameInUseException(String name) {
        super(409, "a container named %s exists already".formatted(name));
        this.name = name;
    }

    public String name() {
        return name;
    }
}
