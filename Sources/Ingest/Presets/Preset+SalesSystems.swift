// Presets of sales systems. Headers and habits: ../shared/reference/exports.md, A.5. How to read
// the table: PresetTable.

extension Preset {
  static let salesSystems = """
    hubspot-contacts of hubspot
      has            Record ID
      any            Contact owner | Lead Status | Associated Company IDs
      external_id    Record ID
      given_name     First Name
      family_name    Last Name
      organisation   Company Name | Associated Company
      job_title      Job Title
      email          Email = work
      phone          Mobile Phone Number = mobile | Phone Number
      website        Website URL = work
      address        Street Address ; City ; State/Region ; Postal Code ; Country/Region
      status         Lead Status
      owner          Contact owner
      lead_source    Original Source
      created_at     Create Date
      modified_at    Last Modified Date
      opt_out_email  Unsubscribed from all email
      drop           about HubSpot, not about the lead : Associated Company IDs | Associated Deal
      drop           about HubSpot, not about the lead : Associated Deal IDs | Lifecycle Stage
      drop           about HubSpot, not about the lead : Last Activity Date | Original Source Type
      drop           says what HubSpot bills, not what was agreed to : Marketing contact status

    hubspot-companies of hubspot
      has            Record ID | Company name
      any            Company owner | Create Date | Website URL | Company Domain Name
      external_id    Record ID
      organisation   Company name
      phone          Phone Number = work
      website        Website URL = work | Company Domain Name
      address        Street Address + Street Address 2 ; City ; State/Region ; Postal Code ; Country/Region
      owner          Company owner
      lead_source    Original Source Type
      notes          Description
      created_at     Create Date
      modified_at    Last Modified Date
      drop           about HubSpot, not about the lead : Last Activity Date | Lifecycle Stage
      drop           about HubSpot, not about the lead : Associated Contact IDs | Associated Contact
      drop           bought or derived data : Annual Revenue | Number of Employees | Industry | Time Zone

    salesforce-leads of salesforce
      has            Id | LastName | Company | Status | OwnerId
      external_id    Id
      ids            salesforce
      given_name     FirstName
      family_name    LastName
      full_name      Name
      organisation   Company
      job_title      Title
      email          Email = work
      phone          MobilePhone = mobile | Phone = work
      website        Website = work
      address        Street ; City ; State ; PostalCode ; Country
      status         Status
      owner          OwnerId
      lead_source    LeadSource
      notes          Description
      created_at     CreatedDate
      modified_at    LastModifiedDate
      opt_out_email  HasOptedOutOfEmail
      email_status   EmailBouncedReason
      empty          [not provided]
      drop           about Salesforce, not about the lead : IsDeleted | MasterRecordId | IsConverted
      drop           about Salesforce, not about the lead : ConvertedDate | ConvertedAccountId
      drop           about Salesforce, not about the lead : ConvertedContactId | ConvertedOpportunityId
      drop           about Salesforce, not about the lead : IsUnreadByOwner | CreatedById
      drop           about Salesforce, not about the lead : LastModifiedById | SystemModstamp
      drop           about Salesforce, not about the lead : LastActivityDate | LastViewedDate
      drop           about Salesforce, not about the lead : LastReferencedDate | CleanStatus | IndividualId
      drop           about Salesforce, not about the lead : EmailBouncedDate | HasOptedOutOfFax | DoNotCall
      drop           bought or derived data : Jigsaw | JigsawContactId | CompanyDunsNumber | DandbCompanyId
      drop           bought or derived data : AnnualRevenue | NumberOfEmployees | Industry | Rating
      drop           where the person is, which nobody needs to know : Latitude | Longitude | GeocodeAccuracy
      drop           the same again as one text : Address
      drop           a picture of the person : PhotoUrl
      drop           how to be addressed, which follows from nothing we keep : Salutation
      drop           reaches a machine : Fax

    salesforce-contacts of salesforce
      has            Id | LastName | AccountId | OwnerId
      external_id    Id
      ids            salesforce
      given_name     FirstName
      family_name    LastName
      full_name      Name
      job_title      Title
      email          Email = work
      phone          MobilePhone = mobile | Phone = work | HomePhone = home | OtherPhone = other
      address        MailingStreet ; MailingCity ; MailingState ; MailingPostalCode ; MailingCountry
      address        = other ; OtherStreet ; OtherCity ; OtherState ; OtherPostalCode ; OtherCountry
      owner          OwnerId
      lead_source    LeadSource
      notes          Description
      birth_date     Birthdate
      created_at     CreatedDate
      modified_at    LastModifiedDate
      opt_out_email  HasOptedOutOfEmail
      email_status   EmailBouncedReason
      drop           about Salesforce, not about the lead : IsDeleted | MasterRecordId | AccountId
      drop           about Salesforce, not about the lead : SystemModstamp | ReportsToId | CreatedById
      drop           about Salesforce, not about the lead : LastModifiedById | LastActivityDate
      drop           about Salesforce, not about the lead : LastCURequestDate | LastCUUpdateDate
      drop           about Salesforce, not about the lead : EmailBouncedDate | HasOptedOutOfFax | DoNotCall
      drop           about another person : AssistantName | AssistantPhone
      drop           how to be addressed, which follows from nothing we keep : Salutation
      drop           reaches a machine : Fax
      drop           about the company, not about the lead : Department

    zoho-leads of zoho
      has            Record Id | Lead Owner
      external_id    Record Id
      given_name     First Name
      family_name    Last Name
      organisation   Company
      job_title      Title
      email          Email = work | Secondary Email
      phone          Mobile = mobile | Phone = work
      website        Website = work
      address        Street ; City ; State ; Zip Code ; Country
      status         Lead Status
      owner          Lead Owner
      lead_source    Lead Source
      tags           Tag
      notes          Description
      created_at     Created Time
      modified_at    Modified Time
      opt_out_email  Email Opt Out
      drop           a number inside Zoho : *.id
      drop           about Zoho, not about the lead : Created By | Modified By | Last Activity Time
      drop           bought or derived data : Industry | No. of Employees | Annual Revenue | Rating
      drop           how to be addressed, which follows from nothing we keep : Salutation
      drop           another network's account : Skype ID | Twitter
      drop           reaches a machine : Fax

    zoho-contacts of zoho
      has            Record Id | Contact Owner
      like           zoho-leads : external_id | given_name | family_name | job_title | email | lead_source
      like           zoho-leads : tags | notes | created_at | modified_at | opt_out_email
      organisation   Account Name
      phone          Mobile = mobile | Phone = work | Home Phone = home | Other Phone = other
      address        Mailing Street ; Mailing City ; Mailing State ; Mailing Zip ; Mailing Country
      address        = other ; Other Street ; Other City ; Other State ; Other Zip ; Other Country
      owner          Contact Owner
      birth_date     Date of Birth
      drop           a number inside Zoho : *.id
      drop           about Zoho, not about the lead : Created By | Modified By | Last Activity Time | Vendor Name
      drop           about another person : Assistant | Asst Phone | Reports To
      drop           how to be addressed, which follows from nothing we keep : Salutation
      drop           another network's account : Skype ID | Twitter
      drop           reaches a machine : Fax
      drop           about the company, not about the lead : Department

    pipedrive-people of pipedrive
      has            Person - Name
      any            Person - ID | Person - Email | Person - Email - Work | Person - Phone | Person - Phone - Work
      external_id    Person - ID
      given_name     Person - First name
      family_name    Person - Last name
      full_name      Person - Name
      organisation   Person - Organization | Organization - Name
      job_title      Person - Job title
      called         Person - Job title : Person - Title
      website        Person - Website
      email          Person - Email - Work = work | Person - Email | Person - Email - Home = home | Person - Email - Other = other
      phone          Person - Phone - Mobile = mobile | Person - Phone - Work = work | Person - Phone | Person - Phone - Home = home | Person - Phone - Other = other
      owner          Person - Owner
      tags           Person - Label | Person - Labels
      consent_email  Person - Marketing status
      created_at     Person - Person created
      modified_at    Person - Update time
      drop           about Pipedrive, not about the lead : Person - Last activity date | Person - Next activity date
      drop           about Pipedrive, not about the lead : Person - Open deals | Person - Closed deals
      drop           says how consent was asked for, not whether it was given : Person - Double opt-in

    dynamics-leads of dynamics
      has            (Do Not Modify) Lead | (Do Not Modify) Row Checksum | (Do Not Modify) Modified On
      external_id    (Do Not Modify) Lead
      given_name     First Name
      family_name    Last Name
      full_name      Name
      organisation   Company Name
      job_title      Job Title
      email          Email = work | Email Address 1 = work | Email Address 2 | Email Address 3
      phone          Mobile Phone = mobile | Business Phone = work | Home Phone = home | Other Phone = other
      called         State/Province : State or Province | State
      called         Country/Region : Country
      called         ZIP/Postal Code : Postal Code
      called         Street 1 : Street
      website        Website = work
      address        Street 1 + Street 2 + Street 3 ; City ; State/Province ; ZIP/Postal Code ; Country/Region
      status         Status Reason | Status
      owner          Owner
      lead_source    Lead Source
      notes          Description
      created_at     Created On
      modified_at    (Do Not Modify) Modified On
      opt_out_email  Do not allow Emails | Do not allow Bulk Emails
      drop           about Dynamics, not about the lead : (Do Not Modify) Row Checksum | Subject | Topic
      drop           about Dynamics, not about the lead : Source Campaign | Market Segment
      drop           bought or derived data : Rating | Industry | Annual Revenue | No. of Employees

    dynamics-contacts of dynamics
      has            (Do Not Modify) Contact | (Do Not Modify) Row Checksum | (Do Not Modify) Modified On
      external_id    (Do Not Modify) Contact
      given_name     First Name
      family_name    Last Name
      full_name      Full Name
      organisation   Company Name | Parent Customer | Account Name
      job_title      Job Title
      email          Email = work | Email 1 = work | Email 2 | Email Address 2 | Email 3 | Email Address 3
      phone          Mobile Phone = mobile | Mobile = mobile | Business Phone = work | Home Phone = home
      called         Address 1: State/Province : Address 1: State or Province
      called         Address 1: Country/Region : Address 1: Country
      called         Address 1: ZIP/Postal Code : Address 1: Postal Code
      website        Website = work
      address        Address 1: Street 1 + Address 1: Street 2 ; Address 1: City ; Address 1: State/Province ; Address 1: ZIP/Postal Code ; Address 1: Country/Region
      owner          Owner
      notes          Description
      birth_date     Birthday
      created_at     Created On
      modified_at    (Do Not Modify) Modified On
      opt_out_email  Do not allow Emails | Do not allow Bulk Emails
      drop           about Dynamics, not about the lead : (Do Not Modify) Row Checksum

    // After those whose headers it shares: a report shows what its author chose.
    salesforce-lead-report of salesforce
      has            Last Name | Company / Account
      any            Lead Owner | Lead Status | Lead Source | Lead ID
      external_id    Lead ID
      ids            salesforce
      given_name     First Name
      family_name    Last Name
      organisation   Company / Account
      job_title      Title
      email          Email = work
      phone          Mobile = mobile | Phone = work
      website        Website = work
      address        Street ; City ; State/Province ; Zip/Postal Code ; Country
      status         Lead Status
      owner          Lead Owner
      lead_source    Lead Source
      created_at     Created Date | Create Date
      modified_at    Last Modified Date | Last Modified
      opt_out_email  Email Opt Out
      empty          [not provided] | [Not Provided] | -
      drop           about Salesforce, not about the lead : Last Activity | Salutation | Fax
      drop           bought or derived data : Rating | Industry | Annual Revenue | No. of Employees

    salesforce-contact-report of salesforce
      has            Last Name | Account Name
      any            Mailing State/Province | Mailing Zip/Postal Code | Account Owner | Contact ID
      external_id    Contact ID
      ids            salesforce
      given_name     First Name
      family_name    Last Name
      organisation   Account Name
      job_title      Title
      email          Email = work
      phone          Mobile = mobile | Phone = work
      address        Mailing Street ; Mailing City ; Mailing State/Province ; Mailing Zip/Postal Code ; Mailing Country
      owner          Account Owner
      lead_source    Lead Source
      birth_date     Birthdate
      opt_out_email  Email Opt Out
      empty          -
      drop           how to be addressed, which follows from nothing we keep : Salutation
      drop           reaches a machine : Fax
    """
}
