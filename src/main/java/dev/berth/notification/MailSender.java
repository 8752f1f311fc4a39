package dev.berth.notification;

import dev.berth.failure.Quoted;
import dev.berth.secret.Authorities;
import dev.berth.workspace.Alerts;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * Hands a letter to a mail server, for each address once: who has it, or was refused for good, is not asked again while others
 * are tried.
 */
final class MailSender implements Sender {
    private final String receiver;
    private final Alerts.Receiver.Email email;
    private final Surroundings surroundings;

    /** The letter that is being delivered; one at a time. */
    private String current = "";

    private final Set<String> taken = new LinkedHashSet<>();
    private final Map<String, String> refused = new LinkedHashMap<>();

    MailSender(String receiver, Alerts.Receiver.Email email, Surroundings surroundings) {
        this.receiver = receiver;
        this.email = email;
        this.surroundings = surroundings;
    }

    @Override
    public Delivery send(Letter letter) throws InterruptedException {
        if (!current.equals(letter.id())) {
            current = letter.id();
            taken.clear();
            refused.clear();
        }
        Optional<Delivery> unknown = HostLookup.failure(email.server().host());
        if (unknown.isPresent()) {
            return unknown.get();
        }
        List<String> pending = email.to().stream()
                .filter(address -> !taken.contains(address) && !refused.containsKey(address))
                .toList();
        String reason = "";
        try {
            transmit(letter, pending);
            taken.addAll(pending);
        } catch (AuthenticationFailedException e) {
            reason = "it does not take the login: " + said(e);
        } catch (SendFailedException e) {
            reason = sorted(e, pending);
        } catch (MessagingException e) {
            reason = e.getCause() == null ? said(e) : Reason.of(e.getCause());
        }
        return taken.size() + refused.size() < email.to().size() ? Delivery.Later.because(reason) : settled();
    }

    private Delivery settled() {
        List<String> refusals = new ArrayList<>();
        refused.forEach((address, why) -> refusals.add("it refuses %s: %s".formatted(address, why)));
        String all = String.join("; ", refusals);
        if (taken.isEmpty()) {
            return new Delivery.GivenUp(all);
        }
        String accepted = "%s has it for %s".formatted(email.server().host(), String.join(", ", taken));
        return new Delivery.Delivered(refused.isEmpty() ? accepted : "%s; %s".formatted(accepted, all));
    }

    private void transmit(Letter letter, List<String> pending) throws MessagingException {
        Alerts.MailServer server = email.server();
        Session session = Session.getInstance(properties(server));
        String password = server.passwordSecret()
                .map(name -> surroundings.secret(name).reveal())
                .orElse("");
        Address[] addresses = new Address[pending.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = new InternetAddress(pending.get(i));
        }
        try (Transport transport = session.getTransport(protocol(server))) {
            if (server.user().isPresent()) {
                transport.connect(server.host(), server.port(), server.user().get(), password);
            } else {
                transport.connect(server.host(), server.port(), null, null);
            }
            transport.sendMessage(MailMessage.of(session, letter, email), addresses);
        }
    }

    private static String protocol(Alerts.MailServer server) {
        return server.security() == Alerts.Security.TLS ? "smtps" : "smtp";
    }

    private Properties properties(Alerts.MailServer server) {
        Properties properties = new Properties();
        String prefix = "mail.%s.".formatted(protocol(server));
        String millis = Long.toString(Notifier.TIMEOUT.toMillis());
        List.of("connectiontimeout", "timeout", "writetimeout").forEach(name -> properties.put(prefix + name, millis));
        properties.put(prefix + "auth", Boolean.toString(server.user().isPresent()));
        properties.put(prefix + "auth.mechanisms", "PLAIN LOGIN");
        properties.put(prefix + "sendpartial", "true");
        properties.put(prefix + "quitwait", "false");
        properties.put(prefix + "ssl.checkserveridentity", "true");
        boolean starttls = server.security() == Alerts.Security.STARTTLS;
        properties.put(prefix + "starttls.enable", Boolean.toString(starttls));
        properties.put(prefix + "starttls.required", Boolean.toString(starttls));
        server.caFile()
                .map(surroundings::file)
                .map(file -> Authorities.trusting(file, "alerts.receivers.%s.smtp.caFile".formatted(receiver)))
                .ifPresent(context -> properties.put(prefix + "ssl.socketFactory", context.getSocketFactory()));
        return properties;
    }

    /** Notes who has it and who is refused for good, and says why others have to wait. */
    private String sorted(SendFailedException failure, List<String> pending) {
        for (Address address :
                Optional.ofNullable(failure.getValidSentAddresses()).orElse(new Address[0])) {
            taken.add(text(address));
        }
        String reason = said(failure);
        for (Exception next = failure; next instanceof MessagingException each; next = each.getNextException()) {
            switch (each) {
                case SMTPAddressFailedException one
                when isForGood(one.getReturnCode()) -> refused.put(text(one.getAddress()), said(one));
                case SMTPAddressFailedException one -> reason = said(one);
                case SMTPSendFailedException all when isForGood(all.getReturnCode()) -> refuse(pending, said(all));
                case SMTPSenderFailedException all when isForGood(all.getReturnCode()) -> refuse(pending, said(all));
                default -> {}
            }
        }
        return reason;
    }

    private void refuse(List<String> pending, String why) {
        pending.stream().filter(address -> !taken.contains(address)).forEach(address -> refused.put(address, why));
    }

    private static boolean isForGood(int code) {
        return code / 100 == 5;
    }

    private static String text(Address address) {
        return address instanceof InternetAddress mail ? mail.getAddress() : address.toString();
    }

    private static String said(MessagingException failure) {
        return Quoted.of(
                Optional.ofNullable(failure.getMessage()).orElse("no reason").strip());
    }
}
