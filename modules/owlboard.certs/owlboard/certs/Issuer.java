package owlboard.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.SortedMap;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Builds certificates (RFC 5280). Signs with the JDK's own providers. */
final class Issuer {
    private static final String ORGANISATION = "OwlBoard";
    private static final X500Principal AUTHORITY = subject("OwlBoard CA");
    /** So that a machine whose clock is a little behind accepts a certificate at once. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    private static final SecureRandom RANDOM = new SecureRandom();

    private Issuer() {
    }

    /**
     * A self-signed authority.
     *
     * @param predecessor the certificate that this one replaces for the same key, whose name and key identifier it takes over; null: none
     */
    static X509Certificate authority(KeyPair key, X509Certificate predecessor, Instant now) throws CertsException {
        try {
            var name = predecessor == null ? AUTHORITY : predecessor.getSubjectX500Principal();
            var builder = builder(name, name, key.getPublic(), now, end(now, Profile.Use.AUTHORITY, null));
            var id = identifier(predecessor, key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false, id);
            builder.addExtension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(id.getKeyIdentifier()));
            return sign(builder, key.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new CertsException("cannot build the authority's certificate: " + e.getMessage(), e);
        }
    }

    /**
     * A certificate of a service. It never outlives its authority.
     *
     * @param life null: as usual for its use
     */
    static X509Certificate leaf(Profile profile, PublicKey key, Signed authority, Instant now, Duration life) throws CertsException {
        try {
            var issuer = authority.certificate();
            var authorityEnd = issuer.getNotAfter().toInstant();
            var end = end(now, profile.use(), life);
            var builder = builder(issuer.getSubjectX500Principal(), subject(profile.folder()), key, now,
                    end.isAfter(authorityEnd) ? authorityEnd : end);
            var rsaServer = profile.use() == Profile.Use.SERVER && key.getAlgorithm().equals("RSA");
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true,
                    new KeyUsage(KeyUsage.digitalSignature | (rsaServer ? KeyUsage.keyEncipherment : 0)));
            builder.addExtension(Extension.extendedKeyUsage, false,
                    new ExtendedKeyUsage(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(profile.use().extendedUsage))));
            builder.addExtension(Extension.subjectAlternativeName, false, names(profile));
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifier(null, key));
            builder.addExtension(Extension.authorityKeyIdentifier, false,
                    new AuthorityKeyIdentifier(identifier(issuer, issuer.getPublicKey()).getKeyIdentifier()));
            return sign(builder, authority.key());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new CertsException("cannot build " + profile.certificateName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The list of revoked certificates (RFC 5280 §5), in DER. The next one may be as late as the authority's end: this one is replaced when
     * there is something new, not by a date.
     *
     * @param number greater than that of the list before
     */
    static byte[] revoked(Signed authority, SortedMap<BigInteger, Instant> entries, BigInteger number, Instant now) throws CertsException {
        try {
            var issuer = authority.certificate();
            var builder = new JcaX509v2CRLBuilder(issuer.getSubjectX500Principal(), Date.from(now));
            builder.setNextUpdate(issuer.getNotAfter());
            entries.forEach((serial, since) -> builder.addCRLEntry(serial, Date.from(since), CRLReason.unspecified));
            builder.addExtension(Extension.authorityKeyIdentifier, false,
                    new AuthorityKeyIdentifier(identifier(issuer, issuer.getPublicKey()).getKeyIdentifier()));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
            return builder.build(new JcaContentSignerBuilder(Keys.signatureAlgorithm(authority.key())).build(authority.key())).getEncoded();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new CertsException("cannot build the list of revoked certificates: " + e.getMessage(), e);
        }
    }

    /** A list's number (RFC 5280 §5.2.3); 0 when it has none. */
    static BigInteger number(X509CRL list) {
        var extension = list.getExtensionValue(Extension.cRLNumber.getId());
        return extension == null ? BigInteger.ZERO : ASN1Integer.getInstance(ASN1OctetString.getInstance(extension).getOctets()).getValue();
    }

    /** The pair that a private key, EC or RSA, is one half of. */
    static KeyPair pair(PrivateKey key) throws CertsException {
        try {
            var half = switch (PrivateKeyFactory.createKey(key.getEncoded())) {
                case ECPrivateKeyParameters ec -> new ECPublicKeyParameters(ec.getParameters().getG().multiply(ec.getD()),
                        ec.getParameters());
                case RSAPrivateCrtKeyParameters rsa -> new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
                default -> throw new CertsException("a certificate for a key of the kind " + key.getAlgorithm()
                        + " cannot be made anew: put ca/ca.crt back");
            };
            return new KeyPair(new JcaPEMKeyConverter().getPublicKey(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(half)), key);
        } catch (IOException e) {
            throw new CertsException("the authority's key is damaged: " + e.getMessage(), e);
        }
    }

    private static X509v3CertificateBuilder builder(X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Instant end) {
        var tenth = Duration.between(now, end).dividedBy(10);  // a short life is not all of it in the past
        return new JcaX509v3CertificateBuilder(issuer, serial(),
                Date.from(now.minus(tenth.compareTo(CLOCK_SKEW) < 0 ? tenth : CLOCK_SKEW)), Date.from(end), subject, key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) throws OperatorCreationException,
            GeneralSecurityException {
        var signer = new JcaContentSignerBuilder(Keys.signatureAlgorithm(key)).build(key);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    /** 20 octets, positive (RFC 5280 §4.1.2.2): 158 random bits beneath a set one. */
    private static BigInteger serial() {
        return new BigInteger(158, RANDOM).setBit(158);
    }

    private static Instant end(Instant now, Profile.Use use, Duration life) {
        var end = life != null ? now.plus(life) : now.atZone(ZoneOffset.UTC).plus(use.life).toInstant();
        return end.truncatedTo(ChronoUnit.SECONDS);
    }

    private static SubjectKeyIdentifier identifier(X509Certificate certificate, PublicKey key) throws GeneralSecurityException {
        if (certificate != null) {
            var own = SubjectKeyIdentifier.fromExtensions(new JcaX509CertificateHolder(certificate).getExtensions());
            if (own != null) return own;
        }
        return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key);
    }

    private static GeneralNames names(Profile profile) {
        var names = new ArrayList<GeneralName>();
        for (var name : profile.dnsNames()) names.add(new GeneralName(GeneralName.dNSName, name));
        if (profile.use() == Profile.Use.SERVER) names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static X500Principal subject(String commonName) {
        return new X500Principal("CN=" + commonName + ", O=" + ORGANISATION);
    }
}
