-- A deadline that cannot be read is set aside, so that those behind it are met.
ALTER TABLE timers ADD COLUMN parked_at timestamptz;
COMMENT ON COLUMN timers.parked_at IS 'When it was set aside; null while it is watched';
