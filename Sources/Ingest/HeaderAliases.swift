import CRMModel

/// What headers of unknown exports usually mean.
///
/// Compared without letter case, spaces and punctuation; an exact name of the model always counts.
enum HeaderAliases {
  /// `E-Mail Address` -> `emailaddress`.
  static func key(_ header: String) -> String {
    String(
      header.lowercased().unicodeScalars.filter {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
      }
    )
  }

  /// The model field that a header names, nil when it says nothing known.
  static func field(for header: String) -> String? { fieldByKey[key(header)] }

  /// Whether a header names the house number alone, which belongs to the street.
  static func isHouseNumber(_ header: String) -> Bool { houseNumberKeys.contains(key(header)) }

  private static let houseNumberKeys: Set<String> = [
    "streetnumber", "streetno", "housenumber", "houseno", "hausnummer", "hausnr", "numérorue",
    "numerocivico", "huisnummer", "husnummer",
  ]

  private static let fieldByKey: [String: String] = {
    var table: [String: String] = [:]
    for name in MappableField.names { table[key(name)] = name }
    for (field, names) in aliases {
      for name in names.split(separator: ",") { table[key(String(name))] = field }
    }
    return table
  }()

  private static let aliases: [(field: String, names: String)] = [
    (
      "external_id",
      "id,lead id,record id,contact id,customer id,customer no,kundennummer,kunden-nr,kdnr,uid"
    ),
    (
      "given_name",
      "first name,firstname,first,given name,forename,vorname,prénom,prenom,nombre,imię,voornaam,förnamn,nome,fornavn,etunimi,jméno,prenume,keresztnév,名,名字"
    ),
    (
      "family_name",
      "last name,lastname,last,surname,family name,nachname,familienname,nom,nom de famille,apellido,apellidos,nazwisko,achternaam,efternamn,cognome,sobrenome,apelido,etternavn,efternavn,sukunimi,příjmení,vezetéknév,姓"
    ),
    (
      "full_name",
      "name,full name,customer name,client name,kundenname,display name,contact name,contact,ansprechpartner,nom complet,nombre completo,nome completo,nome e cognome,navn,namn,nimi,naam,имя,фио,姓名,氏名,名前,お名前,이름,الاسم,الاسم الكامل,שם,שם מלא"
    ),
    (
      "organisation",
      "company,company name,organisation,organization,organization name,firma,unternehmen,firmenname,société,entreprise,empresa,bedrijf,företag,azienda,account name,organización,ragione sociale,företagsnamn,firmanavn,yritys,公司,公司名称,会社名,회사,الشركة,חברה,компания,организация"
    ),
    (
      "job_title",
      "job title,title,position,role,jobtitle,berufsbezeichnung,funktion,fonction,poste,cargo"
    ),
    (
      "email",
      "email,e-mail,mail,email address,e-mail address,e-mail-adresse,emailadresse,courriel,correo,correo electrónico,adres e-mail,correo electronico,indirizzo e-mail,indirizzo email,e-mailadres,e-postadress,e-post,epost,sähköposti,e-mailová adresa,电子邮件,邮箱,电子邮箱,メールアドレス,メール,이메일,البريد الإلكتروني,אימייל,דואל,электронная почта,эл почта"
    ),
    (
      "phone",
      "phone,phone number,telephone,tel,mobile,mobile phone,cell,cell phone,handy,mobil,telefon,telefonnummer,rufnummer,téléphone,teléfono,telefono,telefoon,phone 1,móvil,movil,celular,cellulare,portable,komórka,mobiel,mobiltelefon,telefone,telefoonnummer,puhelin,电话,手机,手机号,電話番号,携帯電話,전화번호,휴대폰,الهاتف,رقم الهاتف,טלפון,נייד,телефон"
    ),
    (
      "street",
      "street,street address,address,address 1,address line 1,straße,strasse,anschrift,adresse,rue,calle,ulica,straat,gata,via,line,dirección,indirizzo,endereço,adres,adresa,osoite,cím,地址,住所,주소,العنوان,כתובת,адрес"
    ),
    (
      "locality",
      "city,town,suburb,locality,ort,stadt,wohnort,ville,ciudad,miasto,plaats,stad,città,localidad,cidade,miejscowość,ort,kaupunki,woonplaats,comune,město,城市,市区町村,도시,المدينة,עיר,город"
    ),
    (
      "region",
      "state,region,province,county,country subdivision code,state/province,bundesland,région,provincia,województwo"
    ),
    (
      "postal_code",
      "postal code,postcode,zip,zip code,zip/postal code,plz,postleitzahl,code postal,código postal,kod pocztowy,postnummer,cap,cp,codice postale,cep,postcode,postnr,postinumero,psč,irányítószám,邮编,邮政编码,郵便番号,우편번호,الرمز البريدي,מיקוד,индекс,почтовый индекс"
    ),
    (
      "country",
      "country,country code,country name,country id,country/region,land,staat,pays,país,kraj,paese,nazione,ország,maa,země,país/región,国家,国,국가,البلد,الدولة,ארץ,страна"
    ),
    (
      "birth_date",
      "birthday,birth date,date of birth,dob,geburtstag,geburtsdatum,date de naissance,birthdate,fecha de nacimiento,data di nascita,data urodzenia,geboortedatum,födelsedatum,fødselsdato,生日,出生日期,生年月日,생년월일,تاريخ الميلاد,дата рождения"
    ),
    ("website", "website,web,url,homepage,web page,website url,webseite,internet"),
    ("lead_source", "source,lead source,quelle,herkunft,origin,utm source"),
    ("owner", "owner,lead owner,contact owner,assigned to,betreuer,zuständig,account manager"),
    ("status", "status,lead status,state of lead,stufe"),
    ("tags", "tags,labels,categories,kategorien,schlagworte,groups,category"),
    (
      "notes",
      "notes,note,comment,comments,remarks,description,bemerkung,bemerkungen,notiz,notizen,kommentar,anmerkung,anmerkungen,remarque,remarques,commentaire,commentaires,nota,notas,note interne,uwagi,opmerking,opmerkingen,anteckningar,备注,備考,메모,ملاحظات,הערות,примечание,комментарий"
    ),
    ("value", "value,amount,deal value,betrag,umsatz,revenue,lead value,expected revenue"),
    ("currency", "currency,währung,devise,currency code"),
    (
      "consent_email",
      "consent,email consent,opt in,opt-in,email opt in,newsletter,subscribed,marketing consent,einwilligung,double opt-in"
    ),
    ("consent_at", "consent date,consent at,opt-in date,opt-in time,optin time,einwilligung am"),
    (
      "opt_out_email",
      "opt out,opt-out,email opt out,unsubscribed,do not email,no email,has opted out of email,abgemeldet,werbesperre"
    ),
    (
      "modified_at",
      "modified,changed,modified at,last modified,last modified date,updated,updated at,update time,last updated time,geändert am,geändert"
    ),
    (
      "created_at",
      "created,created at,create date,create time,created date,date created,angelegt am,erstellt am,erstellt"
    ),
  ]
}
