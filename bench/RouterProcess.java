import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.stackblaze.router.Backend;
import io.stackblaze.router.Limits;
import io.stackblaze.router.Route;
import io.stackblaze.router.RouteTable;
import io.stackblaze.router.Router;
import io.stackblaze.router.RouterConfig;

/** The router alone, serving 127.0.0.1 from one backend, with an access log that is heard and not written. */
public final class RouterProcess {
    private RouterProcess() {}

    /** Arguments: the port to listen on, the backend's port. */
    public static void main(String[] arguments) throws Exception {
        var config = new RouterConfig("127.0.0.1", Integer.parseInt(arguments[0]), -1, null, Limits.DEFAULT);
        Router router = Router.start(config, _ -> {}, Clock.systemUTC());
        var backend = new Backend("bench", "127.0.0.1", Integer.parseInt(arguments[1]));
        router.apply(new RouteTable(Map.of("127.0.0.1", new Route("bench", new Route.Target.Serve(List.of(backend))))));
        Thread.currentThread().join();
    }
}
