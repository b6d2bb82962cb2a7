// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.verify.JournalReader;
import io.portcullis.journal.verify.JournalVerifier;
import io.portcullis.journal.verify.VerificationOptions;
import io.portcullis.journal.verify.VerificationResult;
import io.portcullis.testkit.SeededSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the writer of this bundle writes is what the reader takes the page of the format for. */
class RealJournalTest {
  private static final Set<String> EVIDENCE = Set.of("head.json", "key.pub");

  @TempDir private Path folder;

  private ChainedJournal open() throws IOException {
    JournalSettings settings =
        new JournalSettings(Durability.PROCESS, 64 << 10, 86_400, 1 << 20, true);
    return ChainedJournal.open(
        folder, settings, InstantSource.fixed(Instant.parse("2026-11-25T16:00:00Z")));
  }

  private static CallRecord call(int i, CallRecord.Phase phase) {
    ToolCall call =
        ToolCall.builder("tool \uD83D\uDE00 \uD83D\"\\\n" + i)
            .agent(new AgentIdentity("acme", "", "a-1"))
            .arguments("{\"n\":" + i + "}")
            .build()
            .stamped("call-" + i, new AgentIdentity("acme", "", "a-1"), Instant.MAX);
    boolean ended = phase == CallRecord.Phase.ENDED;
    return new CallRecord(
        phase,
        call,
        i % 7 == 0 ? Instant.MAX : Instant.ofEpochSecond(i),
        EnforcementMode.OBSERVE,
        "by",
        "embedded",
        new Verdict.Allow(Verdict.Basis.AUTHORITY, "é".repeat(i), "r", List.of(), "sha256:0"),
        "",
        ended ? ToolOutcome.Kind.COMPLETED : null,
        i % 5 == 0 ? Long.MAX_VALUE : i,
        List.of("note", ""));
  }

  private void write(ChainedJournal journal, int calls) {
    for (int i = 0; i < calls; i++) {
      journal.append(call(i, CallRecord.Phase.DECIDED)).toCompletableFuture().join();
      journal.append(call(i, CallRecord.Phase.ENDED)).toCompletableFuture().join();
    }
    journal
        .append(
            new GovernanceEvent(
                "policy_reloaded",
                Instant.EPOCH,
                AgentIdentity.UNKNOWN,
                Map.of("\uFB33", "1", "\uD83D\uDE00", "2")))
        .toCompletableFuture()
        .join();
    journal.flush().toCompletableFuture().join();
  }

  private VerificationResult verify() throws IOException {
    return new JournalVerifier(VerificationOptions.STRICT).verify(folder);
  }

  @Test
  void journalIsSoundWhileItIsWrittenAndAfterwards() throws Exception {
    Set<String> kinds = new HashSet<>();
    try (ChainedJournal journal = open()) {
      write(journal, 200);
      VerificationResult live = verify();
      assertThat(live.faults()).isEmpty();
      assertThat(live.live()).isTrue();
      assertThat(live.unsigned()).isZero();
    }
    VerificationResult result = verify();
    assertThat(result.faults()).isEmpty();
    assertThat(result.live()).isFalse();
    assertThat(result.segments()).isGreaterThan(1);
    try (JournalReader reader = JournalReader.open(folder)) {
      for (JournalRecord record = reader.next(); record != null; record = reader.next()) {
        kinds.add(record.kind());
        assertThat(record.text("time"))
            .matches("[-+]?\\d+-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");
      }
    }
    assertThat(kinds).contains("segment", "sealed", "decided", "ended", "event");
    try (ChainedJournal again = open()) {
      write(again, 3);
    }
    assertThat(verify().faults()).isEmpty();
    assertThat(verify().records()).isEqualTo(verify().lastSeq()).isGreaterThan(result.records());
  }

  @Test
  void holdsTheFieldsOfThePage() throws Exception {
    try (ChainedJournal journal = open()) {
      write(journal, 2);
    }
    List<JournalRecord> records = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      for (JournalRecord record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
    }
    JournalRecord decided = records.get(3);
    assertThat(decided.kind()).isEqualTo("decided");
    assertThat(decided.text("tool")).isEqualTo("tool \uD83D\uDE00 \uFFFD\"\\\n1");
    assertThat(decided.text("arguments")).isEqualTo("{\"n\":1}");
    assertThat(decided.text("argumentsDigest"))
        .isEqualTo(ToolCall.of("t", "{\"n\":1}").argumentsDigest());
    assertThat(decided.text("underEnforce")).isEqualTo("deny");
    assertThat(decided.text("basis")).isEqualTo("authority");
    assertThat(decided.text("action")).isEqualTo("tool_call");
    assertThat(decided.has("team")).isFalse();
    assertThat(records.get(4).text("outcome")).isEqualTo("completed");
    assertThat(records.get(4).text("call")).isEqualTo("call-1");
  }

  @Test
  void everyChangedByteIsReportedInItsFile() throws Exception {
    try (ChainedJournal journal = open()) {
      write(journal, 2);
    }
    List<Path> files;
    try (var all = Files.list(folder)) {
      files =
          all.filter(
                  file ->
                      EVIDENCE.contains(String.valueOf(file.getFileName()))
                          || file.toString().endsWith("jsonl"))
              .toList();
    }
    assertThat(files).hasSize(3);
    SeededSample sample = SeededSample.configured();
    for (Path file : files) {
      byte[] good = Files.readAllBytes(file);
      for (int i : sample.bytes(good, 30)) {
        byte[] bad = good.clone();
        bad[i] ^= 1;
        Files.write(file, bad);
        assertThat(verify().faults())
            .as("%s byte %s", file, i)
            .first()
            .extracting(fault -> fault.place().file())
            .isEqualTo(String.valueOf(file.getFileName()));
      }
      Files.write(file, good);
    }
  }
}
