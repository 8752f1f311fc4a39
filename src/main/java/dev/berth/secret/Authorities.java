package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom a client trusts that does not trust those whom Java does. */
public final class Authorities {
    private Authorities() {}

    /**
     * What trusts nobody else than the authorities of a PEM file, and of those none that is not valid today.
     *
     * @param key the key of a definition that names the file
     * @throws BerthException where it holds none
     */
    public static SSLContext trusting(Path file, String key) {
        try (InputStream input = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(input);
            if (certificates.isEmpty()) {
                throw unusable(file, key, "it holds no certificate", null);
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate : certificates) {
                // Java looks at the dates of every certificate but those it is told to trust.
                if (isValidToday(certificate)) {
                    trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
                }
            }
            if (trusted.size() == 0) {
                throw unusable(file, key, "none of its certificates is valid today", null);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, key, e.toString(), e);
        }
    }

    private static boolean isValidToday(Certificate certificate) {
        try {
            ((X509Certificate) certificate).checkValidity();
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
    }

    private static BerthException unusable(Path file, String key, String reason, @Nullable Throwable cause) {
        return new BerthException(
                ErrorCode.DEFINITION_INVALID,
                "cannot use the certificates of %s: %s".formatted(file, reason),
                key + " names a PEM file with the certificates of the authorities to trust.",
                cause);
    }
}
