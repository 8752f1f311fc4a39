package dev.berth.secret;

import java.io.IOException;
import java.io.Writer;

/** Hands on what cannot belong to a secret value, and keeps back an end that may, until more comes or it is closed. */
final class RedactingWriter extends Writer {
    private final Redactor redactor;
    private final Writer target;
    private String held = "";

    RedactingWriter(Redactor redactor, Writer target) {
        this.redactor = redactor;
        this.target = target;
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
        synchronized (lock) {
            Redactor.Scan scan = redactor.scan(held + new String(characters, offset, length), false);
            held = scan.held();
            target.write(scan.shown());
        }
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            target.write(redactor.redact(held));
            held = "";
            target.close();
        }
    }
}
