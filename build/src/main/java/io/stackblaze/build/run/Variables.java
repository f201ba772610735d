package io.stackblaze.build.run;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The variables that tools see. */
final class Variables {
    /** How this machine reaches the network; no secret of anybody's project. */
    private static final List<String> MACHINE = List.of("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy",
            "https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "PIP_CERT",
            "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO");

    /** What installers and the install scripts of well-known packages read. */
    private static final List<String> INSTALL = List.of("NPM_", "npm_config_", "NODE_", "YARN_", "PNPM_", "COREPACK_",
            "PIP_", "UV_", "PUPPETEER_", "PLAYWRIGHT_", "CYPRESS_", "ELECTRON_", "SENTRYCLI_", "PRISMA_", "SHARP_");

    private Variables() {}

    /** From the machine. */
    static Map<String, String> machine() {
        var found = new TreeMap<String, String>();
        for (var name : MACHINE) {
            var value = System.getenv(name);
            if (value != null) {
                found.put(name, value);
            }
        }
        return found;
    }

    /** Those of a request that installing dependencies may see; they are part of a layer's key. */
    static Map<String, String> install(Map<String, String> all) {
        var found = new TreeMap<>(all);
        found.keySet().removeIf(name -> INSTALL.stream().noneMatch(name::startsWith));
        return found;
    }
}
