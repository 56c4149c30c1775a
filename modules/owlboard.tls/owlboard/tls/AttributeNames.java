package owlboard.tls;

import java.util.HashMap;
import java.util.Map;

/** OpenSSL's short names of what stands in names of certificates (X.520, RFC 4519, RFC 2985, RFC 4524, CA/Browser Forum). */
final class AttributeNames {
    private static final Map<String, String> NAMES = table("""
            2.5.4: 3 CN 4 SN 5 serialNumber 6 C 7 L 8 ST 9 street 10 O 11 OU 12 title 13 description 14 searchGuide 15 businessCategory \
            16 postalAddress 17 postalCode 18 postOfficeBox 19 physicalDeliveryOfficeName 20 telephoneNumber 21 telexNumber \
            22 teletexTerminalIdentifier 23 facsimileTelephoneNumber 24 x121Address 25 internationaliSDNNumber 26 registeredAddress \
            27 destinationIndicator 28 preferredDeliveryMethod 29 presentationAddress 30 supportedApplicationContext 31 member 32 owner \
            33 roleOccupant 34 seeAlso 35 userPassword 36 userCertificate 37 cACertificate 38 authorityRevocationList \
            39 certificateRevocationList 40 crossCertificatePair 41 name 42 GN 43 initials 44 generationQualifier 45 x500UniqueIdentifier \
            46 dnQualifier 47 enhancedSearchGuide 48 protocolInformation 49 distinguishedName 50 uniqueMember 51 houseIdentifier \
            52 supportedAlgorithms 53 deltaRevocationList 54 dmdName 65 pseudonym 72 role 97 organizationIdentifier 98 c3 99 n3 100 dnsName
            1.2.840.113549.1.9: 1 emailAddress 2 unstructuredName 3 contentType 4 messageDigest 5 signingTime 6 countersignature \
            7 challengePassword 8 unstructuredAddress 9 extendedCertificateAttributes 20 friendlyName 21 localKeyID
            0.9.2342.19200300.100.1: 1 UID 2 textEncodedORAddress 3 mail 4 info 5 favouriteDrink 6 roomNumber 7 photo 8 userClass 9 host \
            10 manager 11 documentIdentifier 12 documentTitle 13 documentVersion 14 documentAuthor 15 documentLocation \
            20 homeTelephoneNumber 21 secretary 22 otherMailbox 25 DC 26 aRecord 28 mXRecord 29 nSRecord 30 sOARecord 31 cNAMERecord \
            37 associatedDomain 38 associatedName 39 homePostalAddress 40 personalTitle 41 mobileTelephoneNumber 42 pagerTelephoneNumber \
            43 friendlyCountryName 44 uid 45 organizationalStatus 46 janetMailbox 47 mailPreferenceOption 48 buildingName 55 audio \
            56 documentPublisher
            1.3.6.1.4.1.311.60.2.1: 1 jurisdictionL 2 jurisdictionST 3 jurisdictionC
            1.3.6.1.5.5.7.9: 1 id-pda-dateOfBirth 2 id-pda-placeOfBirth 3 id-pda-gender 4 id-pda-countryOfCitizenship \
            5 id-pda-countryOfResidence
            1.2.643.3.131.1: 1 INN
            1.2.643.100: 1 OGRN 3 SNILS 5 OGRNIP
            """);

    private AttributeNames() {}

    /** Null: it has none. */
    static String of(String oid) {
        return NAMES.get(oid);
    }

    private static Map<String, String> table(String text) {
        var names = new HashMap<String, String>();
        for (var line : text.strip().split("\n")) {
            var words = line.split("[: ]+");
            for (int i = 1; i < words.length; i += 2) names.put(words[0] + '.' + words[i], words[i + 1]);
        }
        return Map.copyOf(names);
    }
}
