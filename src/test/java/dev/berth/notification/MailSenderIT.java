package dev.berth.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.TestAuthority;
import dev.berth.workspace.Alerts;
import dev.berth.workspace.Definition;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** Mail over real sockets, to an SMTP server with TLS and logins. */
class MailSenderIT {
    private static final String HOST = "127.0.0.1";
    private static final String PASSWORD = "the-mails-passw0rd";
    private static final Duration PATIENCE = Duration.ofMillis(700);

    private final TestAuthority authority = TestAuthority.valid(
            Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)));
    private final SSLContext identity = authority.server(
            Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)));
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** The users that tried to log in. */
    private final List<String> logins = new CopyOnWriteArrayList<>();

    /** What was accepted: for whom, and what. */
    private final List<Map.Entry<List<String>, MimeMessage>> mails = new CopyOnWriteArrayList<>();

    /** What addresses, or the text (as "data"), are answered with in place of 250. */
    private final Map<String, RejectException> refusals = new LinkedHashMap<>();

    private final Map<String, String> secrets = new LinkedHashMap<>(Map.of("smtp.password", PASSWORD));

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void sendWhenTheServerTakesItIsAMailThatAPhonesPreviewTells() throws Exception {
        Alerts.Receiver.Email email = email(starttls(), Alerts.Security.STARTTLS, "ops@acme.example");

        assertThat(post(email).sentence("ops")).isEqualTo("ops took it: 127.0.0.1 has it for ops@acme.example");

        assertThat(mails).singleElement().satisfies(mail -> {
            MimeMessage message = mail.getValue();
            assertThat(message.getSubject()).isEqualTo("FIRING: memory of rest in prod (critical)");
            assertThat(message.getContentType()).startsWith("text/plain");
            assertThat((String) message.getContent())
                    .startsWith(
                            "FIRING: memory of rest (critical) since 2026-01-05T10:00:00Z: rest says \"no\" — 97 %");
            assertThat(message.getMessageID()).isEqualTo("<a@acme.example>");
            assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(message.getFrom())
                    .extracting(Object::toString)
                    .containsExactly("Berth prod <berth@acme.example>");
            assertThat(message.getSentDate().toInstant()).isEqualTo(Letters.BEGIN);
        });
    }

    @Test
    void sendWhenTheServerSpeaksTlsFromTheFirstByteOnDoesToo() throws Exception {
        SMTPServer server = started(builder().serverSocketFactory(identity));

        assertThat(post(email(server, Alerts.Security.TLS, "ops@acme.example"))).isInstanceOf(Delivery.Delivered.class);
    }

    @Test
    void sendWhenThePasswordIsWrongTriesLaterAndDoesNotShowIt() throws Exception {
        secrets.put("smtp.password", "another-passw0rd");

        assertThat(post(email(starttls(), Alerts.Security.STARTTLS, "ops@acme.example"))
                        .sentence("ops"))
                .startsWith("ops did not take it now: it does not take the login: \"535")
                .doesNotContain("another");
        assertThat(mails).isEmpty();
    }

    @Test
    void sendWhenTheCertificateIsNobodysTellsThePasswordToNobody() throws Exception {
        Path other = TestAuthority.valid(
                        Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)))
                .write(folder.resolve("other.pem"));
        Alerts.Receiver.Email trusted = email(starttls(), Alerts.Security.STARTTLS, "ops@acme.example");

        assertThat(post(with(trusted, Optional.of(other))).sentence("ops"))
                .startsWith("ops did not take it now: it did not prove who it is");
        assertThat(post(with(trusted, Optional.empty())).sentence("ops"))
                .startsWith("ops did not take it now: it did not prove who it is");
        Alerts.Receiver.Email otherName = new Alerts.Receiver.Email(
                trusted.to(),
                trusted.from(),
                new Alerts.MailServer(
                        "localhost",
                        trusted.server().port(),
                        Alerts.Security.STARTTLS,
                        trusted.server().caFile(),
                        trusted.server().user(),
                        trusted.server().passwordSecret()));
        assertThat(post(otherName).sentence("ops")).startsWith("ops did not take it now: it did not prove who it is");
        assertThat(logins).isEmpty();
    }

    @Test
    void sendWhenTheServerOffersNoTlsTellsThePasswordToNobody() throws Exception {
        SMTPServer server = started(builder());

        assertThat(post(email(server, Alerts.Security.STARTTLS, "ops@acme.example"))
                        .sentence("ops"))
                .contains("STARTTLS is required");
        assertThat(logins).isEmpty();
    }

    @Test
    void sendWhenAddressesAreRefusedForGoodOrForNowAsksOnlyTheLatterAgain() throws Exception {
        refusals.put("gone@acme.example", new RejectException(550, "no such user"));
        refusals.put("full@acme.example", new RejectException(450, "mailbox is full"));
        Notifier notifier = notifier(email(
                starttls(), Alerts.Security.STARTTLS, "ops@acme.example", "gone@acme.example", "full@acme.example"));

        assertThat(Letters.post(notifier, "ops", Letters.letter("a")).sentence("ops"))
                .isEqualTo("ops did not take it now: \"450 mailbox is full\"");
        refusals.remove("full@acme.example");
        assertThat(Letters.post(notifier, "ops", Letters.letter("a")).sentence("ops"))
                .isEqualTo("ops took it: 127.0.0.1 has it for ops@acme.example, full@acme.example;"
                        + " it refuses gone@acme.example: \"550 no such user\"");

        assertThat(mails)
                .extracting(Map.Entry::getKey)
                .containsExactly(List.of("ops@acme.example"), List.of("full@acme.example"));
        assertThat(mails.getFirst().getValue().getMessageID())
                .isEqualTo(mails.getLast().getValue().getMessageID());
    }

    @Test
    void sendWhenTheTextIsRefusedGoesByTheCode() throws Exception {
        refusals.put("data", new RejectException(451, "try again"));
        Notifier notifier = notifier(email(starttls(), Alerts.Security.STARTTLS, "ops@acme.example"));

        assertThat(Letters.post(notifier, "ops", Letters.letter("a"))).isInstanceOf(Delivery.Later.class);
        refusals.put("data", new RejectException(554, "spam"));
        assertThat(Letters.post(notifier, "ops", Letters.letter("a")).sentence("ops"))
                .startsWith("ops does not take it: it refuses ops@acme.example: \"554 spam\"; it is kept in ");
    }

    @Test
    void sendWhenTheServerAcceptsAndIsSilentEndsAndTriesLater() throws Exception {
        ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        opened.add(silent);
        Alerts.Receiver.Email email = new Alerts.Receiver.Email(
                List.of("ops@acme.example"),
                Optional.empty(),
                new Alerts.MailServer(
                        HOST,
                        silent.getLocalPort(),
                        Alerts.Security.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        Surroundings surroundings = Letters.surroundings(folder, secrets);
        Notifier notifier = new Notifier(
                "prod",
                Map.of("ops", email),
                surroundings,
                (name, receiver) -> new MailSender(name, email, surroundings),
                PATIENCE);

        assertThat(Letters.post(notifier, "ops", Letters.letter("a"))).isInstanceOf(Delivery.Later.class);
        // Its thread is interrupted, and the receiver is free again.
        silent.accept();
        while (!notifier.post("ops", Letters.letter("a"), 0, delivery -> {})) {
            Thread.onSpinWait();
        }
    }

    @Test
    void sendWhenNobodyListensOrTheHostIsUnknownTriesLater() throws Exception {
        ServerSocket closed = new ServerSocket(0);
        closed.close();
        for (Map.Entry<String, String> expected : Map.of(
                        HOST, "it takes no connection", "mail.invalid", "there is no address of mail.invalid")
                .entrySet()) {
            assertThat(post(new Alerts.Receiver.Email(
                                    List.of("ops@acme.example"),
                                    Optional.empty(),
                                    new Alerts.MailServer(
                                            expected.getKey(),
                                            closed.getLocalPort(),
                                            Alerts.Security.TLS,
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty())))
                            .sentence("ops"))
                    .isEqualTo("ops did not take it now: " + expected.getValue());
        }
    }

    private SMTPServer starttls() {
        return started(builder().enableTLS().requireTLS().startTlsSocketFactory(identity));
    }

    private SMTPServer started(SMTPServer.Builder builder) {
        SMTPServer server = builder.build();
        server.start();
        opened.add(server::stop);
        return server;
    }

    private SMTPServer.Builder builder() {
        return SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    logins.add(user);
                    if (!"berth".equals(user) || !PASSWORD.equals(password)) {
                        throw new LoginFailedException();
                    }
                }))
                .messageHandlerFactory(context -> new Mailbox());
    }

    /** One transaction. */
    private final class Mailbox implements MessageHandler {
        private final List<String> addresses = new ArrayList<>();

        @Override
        public void from(String from) {}

        @Override
        public void recipient(String address) throws RejectException {
            refuse(address);
            addresses.add(address);
        }

        @Override
        public String data(InputStream data) throws RejectException, IOException {
            byte[] content = data.readAllBytes();
            refuse("data");
            try {
                mails.add(Map.entry(
                        List.copyOf(addresses),
                        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(content))));
            } catch (MessagingException e) {
                throw new AssertionError(e);
            }
            return "250 taken";
        }

        @Override
        public void done() {}

        private void refuse(String what) throws RejectException {
            RejectException refusal = refusals.get(what);
            if (refusal != null) {
                throw refusal;
            }
        }
    }

    private Alerts.Receiver.Email email(SMTPServer server, Alerts.Security security, String... to) throws Exception {
        return new Alerts.Receiver.Email(
                List.of(to),
                Optional.of("berth@acme.example"),
                new Alerts.MailServer(
                        HOST,
                        server.getPortAllocated(),
                        security,
                        Optional.of(authority.write(folder.resolve("ca.pem"))),
                        Optional.of("berth"),
                        Optional.of("smtp.password")));
    }

    private static Alerts.Receiver.Email with(Alerts.Receiver.Email email, Optional<Path> caFile) {
        Alerts.MailServer server = email.server();
        return new Alerts.Receiver.Email(
                email.to(),
                email.from(),
                new Alerts.MailServer(
                        server.host(),
                        server.port(),
                        server.security(),
                        caFile,
                        server.user(),
                        server.passwordSecret()));
    }

    private Notifier notifier(Alerts.Receiver receiver) {
        return Letters.notifier(Letters.surroundings(folder, secrets), receiver);
    }

    private Delivery post(Alerts.Receiver receiver) throws InterruptedException {
        return Letters.post(
                notifier(receiver),
                "ops",
                Letters.letter("a", Letters.firing("memory", "rest", Definition.Severity.CRITICAL)));
    }
}
