package dev.berth.notification;

import dev.berth.workspace.Alerts;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;

/** A letter as plain text, under an id that stays the same at every attempt. */
final class MailMessage extends MimeMessage {
    private static final int LONGEST = 100_000;

    private final String id;

    private MailMessage(Session session, String id) {
        super(session);
        this.id = id;
    }

    static MailMessage of(Session session, Letter letter, Alerts.Receiver.Email email) throws MessagingException {
        String from = from(email);
        MailMessage message =
                new MailMessage(session, "<%s@%s>".formatted(letter.id(), from.substring(from.lastIndexOf('@') + 1)));
        LetterText text = new LetterText(letter);
        String charset = StandardCharsets.UTF_8.name();
        try {
            message.setFrom(new InternetAddress(from, "Berth " + letter.environment(), charset));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every JDK has UTF-8", e);
        }
        for (String address : email.to()) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(address));
        }
        message.setSubject(text.title(), charset);
        message.setText("%s%n%n(message %s)%n".formatted(text.text(LONGEST), letter.id()), charset);
        message.setSentDate(Date.from(letter.madeAt()));
        // RFC 3834: so that nobody's absence answers.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("Idempotency-Key", letter.id());
        message.saveChanges();
        return message;
    }

    static String from(Alerts.Receiver.Email email) {
        return email.from()
                .or(() -> email.server().user().filter(user -> user.contains("@")))
                .orElseGet(() -> "berth@" + email.server().host());
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }
}
