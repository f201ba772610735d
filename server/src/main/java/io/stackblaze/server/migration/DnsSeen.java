package io.stackblaze.server.migration;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.stackblaze.migration.dns.DomainRecords;
import io.stackblaze.migration.dns.TtlWatch;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a domain at the last look.
 *
 * @param watch null while nothing was found
 * @param resolved what each resolver said, a line for each record
 */
record DnsSeen(DomainRecords records, @Nullable TtlWatch watch, Map<String, List<String>> resolved, Instant at) {}
