-- Flyway's own table is not the application's business.
REVOKE ALL ON TABLE "${flyway:defaultSchema}"."${flyway:table}" FROM app, service_role;

CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;

-- What everybody may know of a user.
CREATE TABLE profiles (
    id uuid PRIMARY KEY DEFAULT auth.uid(),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER set_updated_at BEFORE UPDATE ON profiles FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON profiles TO anon, authenticated;
GRANT INSERT (id, name), UPDATE (name) ON profiles TO authenticated;
CREATE POLICY everybody_reads ON profiles FOR SELECT TO anon, authenticated, app_readonly USING (true);
CREATE POLICY user_makes_own ON profiles FOR INSERT TO authenticated WITH CHECK (id = (SELECT auth.uid()));
CREATE POLICY user_changes_own ON profiles FOR UPDATE TO authenticated
    USING (id = (SELECT auth.uid())) WITH CHECK (id = (SELECT auth.uid()));
CREATE POLICY backend_does_all ON profiles TO app USING (true) WITH CHECK (true);

-- What only its owner sees.
CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id uuid NOT NULL DEFAULT auth.uid(),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    body text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notes_by_owner ON notes (owner_id, created_at DESC);
CREATE TRIGGER set_updated_at BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
GRANT SELECT, DELETE ON notes TO authenticated;
GRANT INSERT (owner_id, title, body), UPDATE (title, body) ON notes TO authenticated;
CREATE POLICY owner_does_all ON notes TO authenticated
    USING (owner_id = (SELECT auth.uid())) WITH CHECK (owner_id = (SELECT auth.uid()));
CREATE POLICY backend_does_all ON notes TO app USING (true) WITH CHECK (true);
CREATE POLICY reports_read ON notes FOR SELECT TO app_readonly USING (true);
