// Presets of address books whose headers follow the language of the program. Outlook's headers in
// French and Spanish are those by which Exchange recognises its files, the German ones those of an
// export. The Spanish ones are half English there too. Google writes English in every language.
// How to read the table: PresetTable.

extension Preset {
  static let localised = """
    outlook-desktop-de of outlook
      has            Vorname | Nachname | E-Mail-Adresse | Straße geschäftlich | Land/Region geschäftlich
      given_name     Vorname + Weitere Vornamen
      family_name    Nachname
      organisation   Firma
      job_title      Position
      birth_date     Geburtstag
      notes          Notizen
      tags           Kategorien
      email          E-Mail-Adresse | E-Mail 2: Adresse | E-Mail 3: Adresse
      phone          Mobiltelefon = mobile | Mobiltelefon 2 = mobile | Telefon geschäftlich = work | Telefon geschäftlich 2 = work | Telefon privat = home | Telefon (privat) = home | Telefon privat 2 = home | Telefon (privat 2) = home | Haupttelefon | Weiteres Telefon = other | Telefon Firma = work | Autotelefon = car
      website        Webseite
      address        = work ; Straße geschäftlich + Straße geschäftlich 2 + Straße geschäftlich 3 ; Ort geschäftlich ; Region geschäftlich ; Postleitzahl geschäftlich ; Land/Region geschäftlich
      address        = home ; Straße privat + Straße privat 2 + Straße privat 3 ; Ort privat ; Bundesland/Kanton privat ; Postleitzahl privat ; Land/Region privat
      address        = other ; Weitere Straße + Weitere Straße 2 + Weitere Straße 3 ; Weiterer Ort ; Weiteres/r Bundesland/Kanton ; Weitere Postleitzahl ; Weiteres/e Land/Region
      empty          0.0.00 | 0/0/00
      drop           nobody's business : Regierungsnr. | Geschlecht | Kinder | Partner | Hobby | Jahrestag
      drop           about Outlook, not about the lead : Reisekilometer | Privat | Vertraulichkeit | Priorität | Verzeichnisserver | Internet-Frei/Gebucht
      drop           about Outlook, not about the lead : Konto | Abrechnungsinformation | Benutzer 1 | Benutzer 2 | Benutzer 3 | Benutzer 4 | Stichwörter | Ort | Sprache
      drop           names the column beside it : E-Mail-Typ | E-Mail 2: Typ | E-Mail 3: Typ
      drop           the same again as one text : E-Mail: Angezeigter Name | E-Mail 2: Angezeigter Name | E-Mail 3: Angezeigter Name
      drop           how to be addressed, which follows from nothing we keep : Anrede | Suffix | Initialen
      drop           reaches a machine : Fax geschäftlich | Fax privat | Weiteres Fax | Telex | ISDN | Pager | Telefon für Hörbehinderte | Rückmeldung
      drop           about another person : Name Assistent | Assistent(in) | Telefon Assistent | Name des/der Vorgesetzten | Empfohlen von
      drop           about the company, not about the lead : Abteilung | Büro | Organisationsnr. | Beruf
      drop           a box of the post office, beside the street : Postfach geschäftlich | Postfach privat | Weiteres Postfach

    outlook-desktop-fr of outlook
      has            Prénom | Nom | Société | Rue (bureau) | Pays/Région (bureau)
      any            Adresse de messagerie | Adresse de courrier
      given_name     Prénom + Deuxième prénom
      family_name    Nom
      organisation   Société
      job_title      Titre (2)
      birth_date     Anniversaire
      notes          Notes
      tags           Catégories
      email          Adresse de messagerie | Adresse de courrier | Adresse de messagerie 2 | Adresse de courrier 2 | Adresse de messagerie 3 | Adresse de courrier 3
      phone          Tél. mobile = mobile | Téléphone (bureau) = work | Téléphone 2 (bureau) = work | Téléphone (domicile) = home | Téléphone 2 (domicile) = home | Téléphone principal | Téléphone (autre) = other | Téléphone société = work | Téléphone (voiture) = car
      website        Page Web
      address        = work ; Rue (bureau) + Rue (bureau) 2 + Rue (bureau) 3 ; Ville (bureau) ; Dép/Région (bureau) ; Code postal (bureau) ; Pays/Région (bureau)
      address        = home ; Rue (domicile) + Rue (domicile) 2 + Rue (domicile) 3 ; Ville (domicile) ; Dép/Région (domicile) ; Code postal (domicile) ; Pays/Région (domicile)
      address        = other ; Rue (autre) + Rue (autre) 2 + Rue (autre) 3 ; Ville (autre) ; Dép/Région (autre) ; Code postal (autre) ; Pays/Région (autre)
      empty          0.0.00 | 0/0/00
      drop           nobody's business : Code gouvernement | Sexe | Enfants | Conjoint(e) | Passe-temps | Anniversaire de mariage ou fête
      drop           about Outlook, not about the lead : Kilométrage | Privé | Critère de diffusion | Priorité | Serveur d'annuaire | Disponibilité Internet
      drop           about Outlook, not about the lead : Compte | Informations facturation | Utilisateur 1 | Utilisateur 2 | Utilisateur 3 | Utilisateur 4 | Mots clés | Emplacement | Langue
      drop           names the column beside it : Type de messagerie | Type de messagerie 2 | Type de messagerie 3
      drop           the same again as one text : Nom complet de l'adresse de messagerie | Nom complet de l'adresse de messagerie 2 | Nom complet de l'adresse de messagerie 3
      drop           how to be addressed, which follows from nothing we keep : Titre | Suffixe | Initiales
      drop           reaches a machine : Télécopie (bureau) | Télécopie (domicile) | Télécopie (autre) | Télex | RNIS | Récepteur de radiomessagerie | Téléphone TDD/TTY | Radio téléphone | Rappel
      drop           about another person : Nom de l'assistant(e) | Téléphone de l'assistant(e) | Responsable | Recommandé par
      drop           about the company, not about the lead : Service | Bureau | Profession
      drop           a box of the post office, beside the street : B.P. professionnelle | Boîte postale du domicile | Autre boîte postale

    outlook-desktop-es of outlook
      has            Nombre | Apellidos | Organización | Calle del trabajo | País o región del trabajo
      any            E-mail Address | Dirección de correo electrónico 2
      given_name     Nombre + Segundo nombre
      family_name    Apellidos
      organisation   Organización
      job_title      Puesto
      birth_date     Birthday
      notes          Notes
      tags           Categorías
      email          E-mail Address | Dirección de correo electrónico 2 | Dirección del correo electrónico 3
      phone          Mobile Phone = mobile | Teléfono del trabajo = work | Business Phone 2 = work | Particular = home | Home Phone 2 = home | Teléfono principal | Otro teléfono = other | Número de centralita de la organización = work | Car Phone = car
      website        Página web
      address        = work ; Calle del trabajo + Calle del trabajo 2 + Calle del trabajo 3 ; Ciudad de trabajo ; Provincia o estado de trabajo ; Código postal del trabajo ; País o región del trabajo
      address        = home ; Home Street + Home Street 2 + Home Street 3 ; Home City ; Home State ; Home Postal Code ; País o región del domicilio
      address        = other ; Otra calle + Otra calle 2 + Otra calle 3 ; Otra ciudad ; Otra provincia o estado ; Otro código postal ; Otro país o región
      empty          0.0.00 | 0/0/00
      drop           nobody's business : Government ID Number | Género | Hijos | Spouse | Aficiones | Anniversary
      drop           about Outlook, not about the lead : Kilometraje | Confidencialidad | Prioridad | Internet Free Busy | Account | Facturación
      drop           about Outlook, not about the lead : Usuario 1 | Usuario 2 | Usuario 3 | Usuario 4 | Location
      drop           names the column beside it : E-mail Type | Tipo de correo electrónico 2 | Tipo de correo electrónico 3
      drop           the same again as one text : Nombre de pantalla de correo electrónico | Nombre de pantalla de correo electrónico 2 | Nombre de pantalla de correo electrónico 3
      drop           how to be addressed, which follows from nothing we keep : Title | Suffix | Initials
      drop           reaches a machine : Business Fax | Home Fax | Otro fax | Télex | ISDN | Pager | Número de teletipo | Radioteléfono | Devolución de llamada
      drop           about another person : Assistant's Name | Assistant's Phone | Nombre del director
      drop           about the company, not about the lead : Department | Office Location | Profesión
      drop           a box of the post office, beside the street : Apartado postal de la dirección del trabajo | Apartado postal de la dirección personal | Otro apartado postal
    """
}
