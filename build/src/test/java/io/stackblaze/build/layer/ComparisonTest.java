package io.stackblaze.build.layer;

import java.util.HashMap;
import java.util.Map;

import io.stackblaze.build.store.Digests;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

class ComparisonTest {
    private static final LayerKey BEFORE = key("a", "20.1.0", Map.of("left-pad", "1.1.0", "once", "1.4.0"));

    @Property
    void equalPartsAndOnlyTheyGiveTheSameKey(@ForAll Map<String, String> one, @ForAll Map<String, String> other) {
        var same = LayerKey.of(one, Map.of()).parts().equals(LayerKey.of(other, Map.of()).parts());

        assertThat(LayerKey.of(one, Map.of()).digest().equals(LayerKey.of(other, Map.of()).digest())).isEqualTo(same);
        assertThat(LayerKey.of(new HashMap<>(one), Map.of()).digest()).isEqualTo(LayerKey.of(one, Map.of()).digest());
    }

    @Example
    void whatChangedIsNamed() {
        assertThat(
                Comparison.explain(false, BEFORE, key("b", "20.1.0", Map.of("left-pad", "1.3.0", "wrappy", "1.0.2"))))
                .isEqualTo("package-lock.json changed: left-pad 1.1.0 -> 1.3.0, wrappy added, once removed");
        assertThat(Comparison.explain(false, BEFORE, key("a", "22.0.0", BEFORE.packages())))
                .isEqualTo("Node 20.1.0 -> 22.0.0");
        assertThat(Comparison.explain(true, BEFORE, BEFORE)).isEqualTo("package-lock.json unchanged");
        assertThat(Comparison.explain(false, BEFORE, BEFORE))
                .isEqualTo("package-lock.json unchanged, but the layer is not kept any more");
        assertThat(Comparison.explain(false, null, BEFORE)).isEqualTo("first build: 2 packages");
    }

    @Example
    void manyChangesAreCounted() {
        var many = new HashMap<String, String>();
        for (var i = 0; i < 9; i++) {
            many.put("package" + i, "1.0.0");
        }
        assertThat(Comparison.explain(false, key("a", "20.1.0", Map.of()), key("b", "20.1.0", many))).isEqualTo(
                "package-lock.json changed: package0, package1, package2, package3, package4 and 4 more added");
    }

    private static LayerKey key(String lockfile, String node, Map<String, String> packages) {
        return LayerKey.of(Map.of("package-lock.json", Digests.of(lockfile), "Node", node), packages);
    }
}
