// Tests of Billing.
