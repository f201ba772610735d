import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.heroku.dns.NameRecords;
import io.stackblaze.heroku.emulator.HerokuEmulator;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import io.stackblaze.heroku.inventory.AppReader;
import io.stackblaze.heroku.inventory.Repository;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.Hosts;
import io.stackblaze.heroku.platform.Token;

/** How many calls reading the large account takes, and how long, against the same calls one after the other. */
public final class InspectBench {
    private InspectBench() {}

    /** Milliseconds added to each call, and rounds. */
    public static void main(String[] arguments) throws Exception {
        var latency = Duration.ofMillis(Long.parseLong(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        try (var heroku = HerokuEmulator.start(Scenario.named("large"))) {
            heroku.faults().latency(latency);
            var seconds = new ArrayList<Double>();
            int calls = 0;
            for (int round = 0; round < rounds; round++) {
                heroku.forgetCalls();
                long began = System.nanoTime();
                try (var reader = new HerokuReader(new Hosts(heroku.apiUri(), heroku.apiUri(), heroku.apiUri()),
                        new Token(heroku.token()), Thread::sleep)) {
                    new AppReader(reader, host -> new NameRecords(host, "", List.of(), -1, List.of(), ""), false,
                            (_, _, _) -> {}).read("acme-shop", Repository.NONE);
                }
                seconds.add((System.nanoTime() - began) / 1e9);
                calls = heroku.calls().size();
            }
            seconds.sort(null);
            System.out.printf("%d calls, %d ms added to each: median %.2f s (%.2f to %.2f); one after the other at least %.1f s%n",
                    calls, latency.toMillis(), seconds.get(rounds / 2), seconds.getFirst(), seconds.getLast(),
                    calls * latency.toMillis() / 1000.0);
        }
    }
}
