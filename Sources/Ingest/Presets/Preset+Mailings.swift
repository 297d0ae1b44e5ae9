// Presets of mailing systems and networks. Headers and habits: ../shared/reference/exports.md, A.5.
// How to read the table: PresetTable.

extension Preset {
  static let mailings = """
    // The name of the file is the consent of everybody in it.
    mailchimp of mailchimp
      has            Email Address | LEID | EUID
      external_id    EUID
      given_name     First Name
      family_name    Last Name
      organisation   Company
      email          Email Address
      phone          Phone Number
      birth_date     Birthday
      address        Address ; - ; - ; - ; CC
      tags           TAGS
      notes          NOTES
      created_at     OPTIN_TIME
      consent_at     UNSUB_TIME | CONFIRM_TIME
      modified_at    LAST_CHANGED
      file           subscribed_ : consent_email = subscribed
      file           unsubscribed_ : opt_out_email = unsubscribed
      file           cleaned_ : email_status = cleaned
      file           nonsubscribed_ : consent_email = nonsubscribed
      drop           where the person is, which nobody needs to know : LATITUDE | LONGITUDE | GMTOFF | DSTOFF
      drop           where the person is, which nobody needs to know : TIMEZONE | REGION | OPTIN_IP | CONFIRM_IP
      drop           how the person behaves : MEMBER_RATING
      drop           a number inside Mailchimp : LEID
      drop           about one campaign, not about the lead : UNSUB_CAMPAIGN_TITLE | UNSUB_CAMPAIGN_ID
      drop           about one campaign, not about the lead : UNSUB_REASON | UNSUB_REASON_OTHER
      drop           about one campaign, not about the lead : CLEAN_TIME | CLEAN_CAMPAIGN_TITLE | CLEAN_CAMPAIGN_ID

    brevo of brevo
      has            EMAIL | EMAIL_BLACKLISTED
      any            SMS_BLACKLISTED | ADDED_TIME | MODIFIED_TIME
      external_id    CONTACT ID
      given_name     FIRSTNAME
      family_name    LASTNAME
      email          EMAIL
      phone          SMS = mobile
      opt_out_email  EMAIL_BLACKLISTED
      consent_at     DOUBLE_OPT-IN
      created_at     ADDED_TIME
      modified_at    MODIFIED_TIME
      drop           about messages on the phone, which we do not send : SMS_BLACKLISTED

    systeme-io of systeme-io
      has            Email | First name | Surname | Date registered
      given_name     First name
      family_name    Surname
      email          Email
      phone          Phone number
      address        - ; - ; - ; - ; Country
      tags           Tags
      created_at     Date registered

    linkedin-connections of linkedin
      has            First Name | Last Name | Position | Connected On
      given_name     First Name
      family_name    Last Name
      organisation   Company
      job_title      Position
      email          Email Address
      website        URL = linkedin
      created_at     Connected On
    """
}
