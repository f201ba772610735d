package io.stackblaze.postgres.move.schema;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is taken from the text of the usual program. */
class DumpedSchemaTest {
    private static final String TEXT = """
            --
            -- PostgreSQL database dump
            --

            \\restrict abc
            SET statement_timeout = 0;

            --
            -- Name: heroku_ext; Type: SCHEMA; Schema: -; Owner: -
            --

            CREATE SCHEMA "heroku_ext";


            --
            -- Name: public; Type: SCHEMA; Schema: -; Owner: -
            --

            -- *not* creating schema, since initdb creates it


            --
            -- Name: EXTENSION "citext"; Type: COMMENT; Schema: -; Owner: -
            --

            COMMENT ON EXTENSION "citext" IS 'any case';


            --
            -- Name: odd; Type: FUNCTION; Schema: public; Owner: -
            --

            CREATE FUNCTION "public"."odd"() RETURNS "text" LANGUAGE sql AS $$
            -- Name: x
            SELECT ';' $$;


            --
            -- Name: orders_pkey; Type: CONSTRAINT; Schema: public; Owner: -
            --

            ALTER TABLE ONLY "public"."orders" ADD CONSTRAINT "orders_pkey" PRIMARY KEY ("id");


            --
            -- Name: orders noted; Type: TRIGGER; Schema: public; Owner: -
            --

            CREATE TRIGGER "noted" AFTER INSERT ON "public"."orders" EXECUTE FUNCTION "stackblaze_capture"."note"();


            --
            -- PostgreSQL database dump complete
            --

            \\unrestrict abc
            """;

    @Test
    void isWhatTheCatalogDoesNotTellAndIsNotOurs() {
        assertThat(DumpedSchema.definitions(TEXT)).extracting(Definition::toString)
                .isEqualTo(List.of("schema heroku_ext", "function public.odd"));
        assertThat(DumpedSchema.definitions(TEXT).getFirst().sql())
                .isEqualTo("CREATE SCHEMA IF NOT EXISTS \"heroku_ext\";");
        assertThat(DumpedSchema.definitions(TEXT).getLast().sql()).startsWith("CREATE FUNCTION")
                .contains("-- Name: x").endsWith("$$;");
        assertThat(DumpedSchema.definitions("")).isEmpty();
    }
}
