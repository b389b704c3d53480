-- E-mail of notifications (docs/decisions/018). Due is set when a notification is made while SMTP is configured, so that turning it on
-- later sends nothing of the past; it is moved on by each try, and empty when there is nothing more to do.
ALTER TABLE notifications
  ADD COLUMN mail_due_at timestamptz(6),
  ADD COLUMN mail_attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN mailed_at timestamptz(6),
  ADD COLUMN mail_problem text,
  ADD CONSTRAINT notifications_mail_ends CHECK (mailed_at IS NULL OR mail_due_at IS NULL);
CREATE INDEX notifications_mail_due ON notifications (mail_due_at) WHERE mail_due_at IS NOT NULL;
