package io.stackblaze.heroku.scan;

import java.util.List;
import java.util.regex.Pattern;

/** What is looked for. Each rule is here because of something that broke after a move. */
final class Rules {
    private static final String CODE = ".*\\.(?:js|mjs|cjs|ts|tsx|jsx|py|rb|rake|ru|go|java|kt|php|cs|ex|exs|rs|scala|clj)";
    private static final String SETTINGS = "|.*\\.(?:ya?ml|json|toml|ini|properties|conf|env|cfg|sh|erb)|Procfile|Dockerfile";
    private static final Pattern IN_CODE = Pattern.compile(CODE);
    private static final Pattern IN_ALL = Pattern.compile(CODE + SETTINGS);

    static final List<Rule> ALL = List.of(
            rule("herokuapp-host", IN_ALL, "([a-z0-9-]+\\.herokuapp\\.com)",
                    "A name of Heroku's is written into the code; it goes on leading to Heroku, and ends with the app.",
                    "Use the app's own domain, from a variable. For a service of the same project its private name:"
                            + " http://SERVICE.internal:PORT."),
            rule("database-host", IN_ALL,
                    "((?:ec2-[0-9-]+\\.[a-z0-9.-]*|[a-z0-9-]+\\.[a-z0-9.-]*)(?:compute(?:-1)?|rds)\\.amazonaws\\.com)",
                    "A host of a database is written into the code; Heroku changes such hosts at any time.",
                    "Read DATABASE_URL or REDIS_URL instead."),
            rule("tls-unverified", IN_ALL,
                    "(rejectUnauthorized\\s*['\"]?\\s*[:=]\\s*false|VERIFY_NONE|ssl_cert_reqs\\s*['\"]?\\s*[:=]\\s*['\"]?(?:ssl\\.)?(?:CERT_NONE|none|None)|verify_mode\\s*[:=]>?\\s*0\\b|InsecureSkipVerify\\s*:\\s*true|NODE_TLS_REJECT_UNAUTHORIZED)",
                    "Certificates are not checked, because Heroku's datastores sign their own. Such code may also insist on"
                            + " TLS where a private address has none.",
                    "Switch TLS on by the scheme of the address (rediss://, sslmode=), not always."),
            rule("sslmode", IN_ALL,
                    "(sslmode['\"]?\\s*[:=]>?\\s*['\"]?(?:require|no-verify|prefer|verify-[a-z]+)|ssl_require\\s*=\\s*True|[^a-z_](?:ssl|useSSL)\\s*:\\s*(?:true|\\{))",
                    "The way to the database is fixed in code. Ours offers TLS, with a certificate that no public authority signed.",
                    "sslmode=require works here too; verify-full does not. Better: take it from DATABASE_URL."),
            rule("dyno", IN_CODE,
                    "((?:process\\.env\\.|ENV\\[['\"]|ENV\\.fetch\\(['\"]|environ(?:\\.get)?[\\[(]['\"]|getenv\\(['\"]|env\\[['\"])DYNO\\b)",
                    "The code asks which dyno it is. DYNO is set here too (web.1), but who leads, or who runs a job, must not hang on it alone.",
                    "Check that a second instance, or two sides during the move, do no harm."),
            rule("heroku-metadata", IN_CODE,
                    "(\\bHEROKU_(?:APP_ID|APP_NAME|APP_DEFAULT_DOMAIN_NAME|DYNO_ID|RELEASE_VERSION|RELEASE_CREATED_AT|SLUG_COMMIT|BUILD_COMMIT|SLUG_DESCRIPTION|BUILD_DESCRIPTION|BRANCH|PR_NUMBER|PARENT_APP_NAME)\\b)",
                    "The code reads what Heroku says of the app. HEROKU_APP_NAME, HEROKU_RELEASE_VERSION, HEROKU_BUILD_COMMIT and HEROKU_SLUG_COMMIT are set here too; others are not.",
                    "Set the others as variables, or do without them."),
            rule("local-disk", IN_CODE,
                    "((?:multer|FileSystemStorage|DiskStorage|disk_storage)\\b.*|service:?\\s*[=:]\\s*:?local\\b|ActiveStorage.*:local|(?:sqlite3?:(?://)?|\\.sqlite3?['\"]).*|MEDIA_ROOT\\s*=.*)",
                    "Files seem to be kept on the disk. It is empty again after each restart, as on Heroku.",
                    "Keep them in an object store, or in the database."),
            rule("postgres-scheme", IN_CODE,
                    "((?:replace|sub|gsub|re\\.sub)\\(?.{0,20}postgres(?:ql)?:/?/?.{0,40}|startswith\\(['\"]postgres.{0,30})",
                    "The code changes the scheme of DATABASE_URL. Here it is postgres://, as on Heroku, so that this goes on working.",
                    "Nothing to do; look at it when something else sets DATABASE_URL."),
            rule("heroku-cli", Pattern.compile(".*\\.(?:sh|ya?ml|json|rake)|Makefile|Rakefile|Jenkinsfile"),
                    "((?:^|[\\s\"';&|])heroku (?:run|ps:|config|pg:|maintenance|releases|container:|git:|apps:|addons|logs|restart)\\S*|git push heroku\\b.*|api\\.heroku\\.com)",
                    "A script works on the Heroku app; after the move it works on the wrong side, or on none.",
                    "Use stackblaze in its place: the same words are understood (stackblaze config:set, ps:scale, run)."),
            rule("herokuapp-trust", IN_CODE,
                    "(ALLOWED_HOSTS\\s*=\\s*\\[[^\\]]*heroku.*|config\\.hosts?\\s*<<.*heroku.*)",
                    "Only requests for names of Heroku's are answered.",
                    "Add the names that the app has here."));

    private Rules() {}

    private static Rule rule(String name, Pattern files, String line, String reason, String remedy) {
        return new Rule(name, files, Pattern.compile(line), reason, remedy);
    }
}
