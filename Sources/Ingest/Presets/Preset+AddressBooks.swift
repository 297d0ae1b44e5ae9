// Presets of address books. Headers and habits: ../shared/reference/exports.md, A.5. How to read
// the table: PresetTable.

extension Preset {
  static let addressBooks = """
    google-contacts of google
      has            First Name | Last Name | Labels
      any            E-mail 1 - Value | Phone 1 - Value
      given_name     First Name + Middle Name
      family_name    Last Name
      organisation   Organization Name
      job_title      Organization Title
      birth_date     Birthday
      notes          Notes
      tags           Labels
      each email     E-mail N - Value
      each phone     Phone N - Value
      each website   Website N - Value
      each address   Address N - Street + Address N - Extended Address ; Address N - City ; Address N - Region ; Address N - Postal Code ; Address N - Country
      splits         :::
      drop           how a name sounds : Phonetic First Name | Phonetic Middle Name | Phonetic Last Name
      drop           a picture of the person : Photo
      drop           the same again as one text : File As
      drop           how to be addressed, which follows from nothing we keep : Name Prefix | Name Suffix | Nickname
      drop           about the company, not about the lead : Organization Department
      each drop      the same again as one text : Address N - Formatted
      each drop      a box of the post office, beside the street : Address N - PO Box
      each drop      names the column beside it : E-mail N - Label | Phone N - Label | Address N - Label | Website N - Label
      each drop      about another person : Relation N - Label | Relation N - Value
      each drop      nobody's business : Event N - Label | Event N - Value
      each drop      known to its owner alone : Custom Field N - Label | Custom Field N - Value

    google-contacts-legacy of google
      has            Given Name | Family Name | Group Membership
      any            E-mail 1 - Value | Phone 1 - Value
      given_name     Given Name + Additional Name
      family_name    Family Name
      full_name      Name
      organisation   Organization 1 - Name
      job_title      Organization 1 - Title | Occupation
      birth_date     Birthday
      notes          Notes
      tags           Group Membership
      each email     E-mail N - Value
      each phone     Phone N - Value
      each website   Website N - Value
      each address   Address N - Street + Address N - Extended Address ; Address N - City ; Address N - Region ; Address N - Postal Code ; Address N - Country
      splits         :::
      drop           how a name sounds : Yomi Name | Given Name Yomi | Additional Name Yomi | Family Name Yomi
      drop           how to be addressed, which follows from nothing we keep : Name Prefix | Name Suffix
      drop           another name of the person : Initials | Nickname | Short Name | Maiden Name
      drop           nobody's business : Gender | Hobby | Sensitivity | Priority | Mileage
      drop           about the address book, not about the lead : Location | Billing Information | Directory Server | Subject | Language
      drop           a picture of the person : Photo
      each drop      the same again as one text : Address N - Formatted
      each drop      a box of the post office, beside the street : Address N - PO Box
      each drop      names the column beside it : E-mail N - Type | Phone N - Type | Address N - Type | Website N - Type | Organization N - Type
      each drop      another network's account : IM N - Type | IM N - Service | IM N - Value
      each drop      about the company, not about the lead : Organization N - Yomi Name | Organization N - Department | Organization N - Symbol | Organization N - Location | Organization N - Job Description
      each drop      a further employer : Organization N - Name | Organization N - Title
      each drop      about another person : Relation N - Type | Relation N - Value
      each drop      nobody's business : Event N - Type | Event N - Value
      each drop      known to its owner alone : Custom Field N - Type | Custom Field N - Value

    outlook-desktop of outlook
      has            First Name | Last Name | E-mail Address | Business Street | Business Country/Region | Government ID Number
      given_name     First Name + Middle Name
      family_name    Last Name
      organisation   Company
      job_title      Job Title
      birth_date     Birthday
      notes          Notes
      tags           Categories
      email          E-mail Address | E-mail 2 Address | E-mail 3 Address
      phone          Mobile Phone = mobile | Business Phone = work | Business Phone 2 = work | Home Phone = home | Home Phone 2 = home | Primary Phone | Other Phone = other | Company Main Phone = work | Car Phone = car
      website        Web Page
      address        = work ; Business Street + Business Street 2 + Business Street 3 ; Business City ; Business State ; Business Postal Code ; Business Country/Region
      address        = home ; Home Street + Home Street 2 + Home Street 3 ; Home City ; Home State ; Home Postal Code ; Home Country/Region
      address        = other ; Other Street + Other Street 2 + Other Street 3 ; Other City ; Other State ; Other Postal Code ; Other Country/Region
      empty          0.0.00 | 0/0/00
      drop           nobody's business : Government ID Number | Gender | Children | Spouse | Hobby | Anniversary | Religion
      drop           about Outlook, not about the lead : Mileage | Private | Sensitivity | Priority | Directory Server | Internet Free Busy
      drop           about Outlook, not about the lead : Account | Billing Information | User 1 | User 2 | User 3 | User 4 | Keywords | Location | Language
      drop           names the column beside it : E-mail Type | E-mail 2 Type | E-mail 3 Type
      drop           the same again as one text : E-mail Display Name | E-mail 2 Display Name | E-mail 3 Display Name
      drop           how to be addressed, which follows from nothing we keep : Title | Suffix | Initials
      drop           reaches a machine : Business Fax | Home Fax | Other Fax | Telex | ISDN | Pager | TTY/TDD Phone | Radio Phone | Callback
      drop           about another person : Assistant's Name | Assistant's Phone | Manager's Name | Referred By
      drop           about the company, not about the lead : Department | Office Location | Organizational ID Number | Profession
      drop           a box of the post office, beside the street : Business Address PO Box | Home Address PO Box | Other Address PO Box

    outlook-com of outlook
      has            First Name | Last Name | E-mail Address | Given Yomi | IMAddress
      like           outlook-desktop : given_name | family_name | organisation | job_title | birth_date | notes | tags | email | phone
      website        Web Page | Personal Web Page = home
      address        = work ; Business Street ; Business City ; Business State ; Business Postal Code ; Business Country/Region
      address        = home ; Home Street ; Home City ; Home State ; Home Postal Code ; Home Country/Region
      address        = other ; Other Street ; Other City ; Other State ; Other Postal Code ; Other Country/Region
      empty          0.0.00 | 0/0/00
      drop           how a name sounds : Given Yomi | Surname Yomi | Company Yomi
      drop           how to be addressed, which follows from nothing we keep : Title | Suffix | Nickname
      drop           nobody's business : Spouse | Schools | Hobby | Anniversary | Location
      drop           another network's account : IMAddress
      drop           reaches a machine : Business Fax | Home Fax | Other Fax | Telex | Pager | TTY/TDD Phone | Radio Phone | Callback
      drop           about another person : Assistant's Name | Assistant's Phone | Manager's Name
      drop           about the company, not about the lead : Department | Office Location

    google-as-outlook of google
      has            First Name | Last Name | E-mail Address | Home Address | Business Country | Organizational ID Number
      like           outlook-desktop : given_name | family_name | organisation | job_title | birth_date | notes | tags | email | phone
      website        Web Page
      address        = work ; Business Street + Business Street 2 + Business Street 3 ; Business City ; Business State ; Business Postal Code ; Business Country
      address        = home ; Home Street + Home Street 2 + Home Street 3 ; Home City ; Home State ; Home Postal Code ; Home Country
      address        = other ; Other Street + Other Street 2 + Other Street 3 ; Other City ; Other State ; Other Postal Code ; Other Country
      drop           the same again as one text : Home Address | Business Address | Other Address
      drop           nobody's business : Gender | Children | Spouse | Hobby | Anniversary
      drop           about Outlook, not about the lead : Mileage | Private | Sensitivity | Priority | Directory Server | Internet Free Busy
      drop           about Outlook, not about the lead : Account | Billing Information | User 1 | User 2 | User 3 | User 4 | Keywords | Location | Language
      drop           how to be addressed, which follows from nothing we keep : Title | Suffix | Initials
      drop           reaches a machine : Business Fax | Home Fax | Other Fax | Telex | ISDN | Pager | TTY/TDD Phone | Radio Phone | Callback
      drop           about another person : Assistant's Name | Assistant's Phone | Manager's Name | Referred By
      drop           about the company, not about the lead : Department | Office Location | Organizational ID Number | Profession
      drop           a box of the post office, beside the street : Business Address PO Box | Home Address PO Box | Other Address PO Box

    thunderbird of thunderbird
      has            First Name | Last Name | Display Name | Primary Email | Screen Name
      given_name     First Name
      family_name    Last Name
      full_name      Display Name
      organisation   Organization
      job_title      Job Title
      email          Primary Email | Secondary Email
      phone          Mobile Number = mobile | Work Phone = work | Home Phone = home
      website        Web Page 1 = work | Web Page 2 = home
      address        = work ; Work Address + Work Address 2 ; Work City ; Work State ; Work ZipCode ; Work Country
      address        = home ; Home Address + Home Address 2 ; Home City ; Home State ; Home ZipCode ; Home Country
      birth_date     Birth Year & Birth Month & Birth Day
      notes          Notes
      called         Organization : Organisation
      called         Work State : Work County
      called         Work ZipCode : Work Post Code
      called         Home State : Home County
      called         Home ZipCode : Home Post Code
      drop           another name of the person : Nickname | Screen Name
      drop           reaches a machine : Fax Number | Pager Number
      drop           about the company, not about the lead : Department
      drop           known to its owner alone : Custom 1 | Custom 2 | Custom 3 | Custom 4
    """
}
