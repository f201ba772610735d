package io.stackblaze.heroku.emulator.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.stackblaze.heroku.emulator.account.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, as the {@code Range} header asks for it: {@code id ]start..end; max=200, order=desc}.
 *
 * @param status 200 for all, 206 for a part
 * @param items what is in it
 * @param headers that tell where it goes on
 */
record Page(int status, List<Map<String, @Nullable Object>> items, Map<String, String> headers) {
    private static final Pattern RANGE = Pattern
            .compile("\\s*(\\w+)?\\s*(\\])?([^.\\s;\\[]*)(\\[)?\\s*\\.\\.\\s*(?:([^;\\s\\[]*)(\\[)?)?\\s*;?(.*)");
    private static final Pattern MOST = Pattern.compile("max\\s*=\\s*(\\d+)");
    private static final int USUAL = 200;
    private static final int LARGEST = 1000;

    static Page of(List<Map<String, @Nullable Object>> all, List<String> sortable, String range) throws Refusal {
        var asked = RANGE.matcher(range.isEmpty() ? sortable.getFirst() + " .." : range);
        if (!asked.matches()) {
            throw new Refusal(416, "requested_range_not_satisfiable", "The range " + range + " is not understood.");
        }
        var field = asked.group(1) == null ? sortable.getFirst() : asked.group(1);
        if (!sortable.contains(field)) {
            throw new Refusal(416, "requested_range_not_satisfiable",
                    "Sorting by " + field + " is not possible; by " + String.join(", ", sortable) + " it is.");
        }
        var options = String.valueOf(asked.group(7));
        var most = MOST.matcher(options);
        var count = most.find() ? Math.clamp(Integer.parseInt(most.group(1)), 1, LARGEST) : USUAL;
        var isDescending = options.replace(" ", "").contains("order=desc");
        Comparator<Object> ascending = Page::compare;
        var order = isDescending ? ascending.reversed() : ascending;
        var start = asked.group(3) == null ? "" : asked.group(3);
        var isAfter = "]".equals(asked.group(2));
        var rest = new ArrayList<Map<String, @Nullable Object>>(all);
        rest.sort(Comparator.comparing((Map<String, @Nullable Object> item) -> value(item, field), order));
        rest.removeIf((Map<String, @Nullable Object> item) -> !start.isEmpty()
                && isBefore(order.compare(value(item, field), start), isAfter));
        return cut(rest, field, count, sortable, isDescending);
    }

    private static boolean isBefore(int comparison, boolean isAfter) {
        return isAfter ? comparison <= 0 : comparison < 0;
    }

    private static Page cut(List<Map<String, @Nullable Object>> rest, String field, int count, List<String> sortable,
            boolean isDescending) {
        var items = List.copyOf(rest.subList(0, Math.min(count, rest.size())));
        var headers = new LinkedHashMap<String, String>();
        headers.put("Accept-Ranges", String.join(", ", sortable));
        if (!items.isEmpty()) {
            headers.put("Content-Range",
                    field + " " + value(items.getFirst(), field) + ".." + value(items.getLast(), field));
        }
        var isPart = items.size() < rest.size();
        if (isPart) {
            headers.put("Next-Range", field + " ]" + value(items.getLast(), field) + "..; max=" + count
                    + (isDescending ? ", order=desc" : ""));
        }
        return new Page(isPart ? 206 : 200, items, headers);
    }

    private static Object value(Map<String, @Nullable Object> item, String field) {
        var value = item.get(field);
        return value == null ? "" : value;
    }

    private static int compare(Object one, Object other) {
        if (one instanceof Integer number) {
            return Integer.compare(number, Integer.parseInt(String.valueOf(other)));
        }
        return String.valueOf(one).compareTo(String.valueOf(other));
    }
}
