package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Map;

import io.stackblaze.server.move.Move;
import io.stackblaze.server.move.MoveKind;
import io.stackblaze.server.move.MoveView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be seen of the move of a database, and what can be asked of it. */
class MovePagesTest {
    private static final String ID = "mov_000000000000000000000001";
    private static final String MOVE = "/moves/" + ID;

    private final Desk desk = Desk.withShop();
    private final Http http = new Http(desk);

    @AfterEach
    void close() {
        http.close();
        desk.close();
    }

    private static MoveView view(Move.State state, String fault) {
        var follow = new MoveView.Follow("to target", 420, 3, 1204, fault, List.of(400L, 900L, 420L));
        return new MoveView(ID, "shop", MoveKind.POSTGRES, "old.example.com:5432/shop", "shop/production/db", state,
                false, true, null, null, List.of("The event trigger <audit> is not carried."),
                new MoveView.Copy("building indexes", 1000, 5_000_000, 8_000_000, 1_200_000, 9L, 2, 3),
                List.of(new MoveView.Table("public.<orders>", 1000, 5_000_000, 6_000_000, true),
                        new MoveView.Table("public.lines", 0, 1_000_000, 2_000_000, false)),
                follow, new Move.Compared("op_1", Shop.NOW, 1204, 0, List.of()),
                new Move.Cut(Shop.NOW, "target", 31, 12, List.of(new Move.Part("fence", 20))),
                true, Shop.NOW, "owner", null);
    }

    @Test
    void everyPageLeadsToMovesOnceThereAreAny() {
        assertThat(http.get("/").body()).doesNotContain("href=\"/moves\"");
        assertThat(http.get("/moves").body()).contains("stackblaze db follow");
        desk.control.moves.put(view(Move.State.FOLLOWING, ""));
        assertThat(http.get("/").body()).contains("href=\"/moves\"");
        assertThat(http.get("/moves").body()).contains("old.example.com:5432/shop to shop/production/db");
    }

    @Test
    void aMoveShowsItsTablesHowFarItIsBehindAndItsProof() {
        desk.control.moves.put(view(Move.State.FOLLOWING, ""));
        assertThat(http.get("/moves/shop").body()).contains("public.&lt;orders&gt;", "420\u00a0ms behind",
                "data-lags=\"400 900 420\"", "1\u202f204 rows compared", "&lt;audit&gt;", "id=\"cutover\"",
                "id=\"verify\"")
                .doesNotContain("id=\"reverse\"", "<orders>");
        assertThat(http.get(MOVE + "/report").body()).contains("# Comparison &lt;of&gt; both");
        assertThat(http.get("/moves/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void afterTheCutTheWayBackIsThere() {
        desk.control.moves.put(view(Move.State.CUT_OVER, ""));
        assertThat(http.get(MOVE).body()).contains("id=\"reverse\"", "id=\"settle\"", "Writes stood still for <b>31")
                .doesNotContain("id=\"cutover\"", "id=\"abort\"");
    }

    @Test
    void whyFollowingDoesNotGoOnIsSaid() {
        desk.control.moves.put(view(Move.State.FOLLOWING, "The source does not answer."));
        assertThat(http.get(MOVE).body()).contains("The source does not answer.").doesNotContain("id=\"lagline\"");
    }

    @Test
    void whatIsGraveWantsTheNameAndTheRestDoesNot() {
        desk.control.moves.put(view(Move.State.FOLLOWING, ""));
        for (var verb : new String[]{"cutover", "reverse", "settle", "abort"}) {
            assertThat(http.get(MOVE + "/" + verb).body()).contains("Type <b>shop</b>");
            assertThat(http.post(MOVE + "/" + verb, Map.of("confirm", "shops")).statusCode()).isEqualTo(422);
            http.post(MOVE + "/" + verb, Map.of("confirm", "shop"));
        }
        http.post(MOVE + "/verify", Map.of());
        http.post(MOVE + "/follow", Map.of());
        assertThat(desk.control.moves.asked).containsExactly("cutover", "reverse", "settle shop", "abort shop",
                "verify by owner", "follow by owner");
    }
}
