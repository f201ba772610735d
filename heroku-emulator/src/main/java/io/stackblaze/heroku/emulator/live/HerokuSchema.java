package io.stackblaze.heroku.emulator.live;

import java.util.List;

/**
 * What Heroku keeps in every database beside the team's own: a schema that its users may not enter, and event triggers
 * that a dump carries along and that nobody but a superuser may make again.
 */
final class HerokuSchema {
    static final List<String> STATEMENTS = List.of("CREATE SCHEMA _heroku",
            "REVOKE ALL ON SCHEMA _heroku FROM PUBLIC",
            "CREATE TABLE _heroku.extension_log (at timestamptz DEFAULT now(), tag text)",
            """
                    CREATE FUNCTION _heroku.create_ext() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                    BEGIN
                      INSERT INTO _heroku.extension_log (tag) VALUES (tg_tag);
                    END $$""",
            """
                    CREATE FUNCTION _heroku.drop_ext() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                    BEGIN
                      INSERT INTO _heroku.extension_log (tag) VALUES (tg_tag);
                    END $$""",
            """
                    CREATE FUNCTION _heroku.extension_before_drop() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                    BEGIN
                      NULL;
                    END $$""",
            """
                    CREATE FUNCTION _heroku.validate_extension() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                    BEGIN
                      NULL;
                    END $$""",
            "CREATE EVENT TRIGGER extension_before_drop ON ddl_command_start WHEN TAG IN ('DROP EXTENSION')"
                    + " EXECUTE FUNCTION _heroku.extension_before_drop()",
            "CREATE EVENT TRIGGER log_create_ext ON ddl_command_end WHEN TAG IN ('CREATE EXTENSION')"
                    + " EXECUTE FUNCTION _heroku.create_ext()",
            "CREATE EVENT TRIGGER log_drop_ext ON sql_drop WHEN TAG IN ('DROP EXTENSION')"
                    + " EXECUTE FUNCTION _heroku.drop_ext()",
            "CREATE EVENT TRIGGER validate_extension ON ddl_command_end WHEN TAG IN ('CREATE EXTENSION')"
                    + " EXECUTE FUNCTION _heroku.validate_extension()");

    private HerokuSchema() {}
}
