package dev.berth.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test's own. */
public final class TestAuthority {
    private static final char[] PASSWORD = "of the key store in memory".toCharArray();
    private static final X500Name NAME = new X500Name("CN=Berth test authority");

    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestAuthority(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /** One whose own certificate is good between two moments. */
    public static TestAuthority valid(Instant from, Instant to) {
        try {
            KeyPair keys = keys();
            X509v3CertificateBuilder builder = builder(NAME, keys, from, to);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            return new TestAuthority(keys, signed(builder, keys));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes its certificate, PEM. */
    public Path write(Path file) throws IOException {
        try {
            return Files.writeString(file, text("CERTIFICATE", certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes what a server of that name shows, PEM: its certificate and its key. */
    public void write(String host, Instant from, Instant to, Path certificateFile, Path keyFile) throws IOException {
        try {
            KeyPair serverKeys = keys();
            X509Certificate signed = server(serverKeys, new GeneralName(GeneralName.dNSName, host), from, to);
            Files.writeString(certificateFile, text("CERTIFICATE", signed.getEncoded()));
            Files.writeString(
                    keyFile, text("PRIVATE KEY", serverKeys.getPrivate().getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(String what, byte[] content) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
    }

    private X509Certificate server(KeyPair serverKeys, GeneralName name, Instant from, Instant to)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X509v3CertificateBuilder builder = builder(new X500Name("CN=Berth test server"), serverKeys, from, to);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
        return signed(builder, keys);
    }

    /** What a server on 127.0.0.1 shows, good between two moments. */
    public SSLContext server(Instant from, Instant to) {
        try {
            KeyPair serverKeys = keys();
            GeneralName name = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", serverKeys.getPrivate(), PASSWORD, new X509Certificate[] {
                server(serverKeys, name, from, to), certificate
            });
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(X500Name subject, KeyPair keys, Instant from, Instant to) {
        return new JcaX509v3CertificateBuilder(
                NAME, BigInteger.valueOf(System.nanoTime()), Date.from(from), Date.from(to), subject, keys.getPublic());
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair signer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    }
}
