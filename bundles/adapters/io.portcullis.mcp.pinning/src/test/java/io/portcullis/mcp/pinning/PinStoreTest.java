// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.response.ToolPins.PinComparison;
import io.portcullis.mcp.response.ToolPins.PinStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60) // against a test that hangs
class PinStoreTest {
  private static final String A = "sha256:" + "a".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);
  private static final String C = "sha256:" + "c".repeat(64);

  @TempDir Path folder;
  private Path file;
  private final RecordingClient records = new RecordingClient();
  private final PinEvents events = new PinEvents(() -> records);

  /** Keeps what is reported, or fails. */
  private static final class RecordingClient implements CallReporter {
    final List<GovernanceEvent> events = new CopyOnWriteArrayList<>();
    boolean fails;

    @Override
    public CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending) {
      throw new AssertionError("no approval is asked for");
    }

    @Override
    public CompletionStage<Void> append(CallRecord callRecord) {
      throw new AssertionError("no call is recorded");
    }

    @Override
    public void report(GovernanceEvent event) {
      if (fails) {
        throw new IllegalStateException("by the test");
      }
      events.add(event);
    }
  }

  @BeforeEach
  void file() {
    file = folder.resolve("made/pins.json");
  }

  private PinStore open() {
    return open(Runnable::run);
  }

  private PinStore open(Executor writer) {
    return new PinStore(new PinFile(file, Duration.ofSeconds(30)), writer, events);
  }

  private static PinComparison see(PinStore store, String tool, String digest) {
    return see(store, Map.of(tool, digest));
  }

  private static PinComparison see(PinStore store, Map<String, String> digests) {
    return store.seen("files", digests).toCompletableFuture().join();
  }

  private static PinComparison compared(String... changed) {
    return new PinComparison.Compared(Set.of(changed));
  }

  private static PinComparison withheld(DenialCode code) {
    return new PinComparison.Withheld(code);
  }

  private void breakDisk() throws IOException {
    Files.createDirectories(folder.resolve("made/pins.json.new/not-empty"));
  }

  private void mendDisk() throws IOException {
    Files.delete(folder.resolve("made/pins.json.new/not-empty"));
  }

  @Nested
  class Reports {
    @Test
    void reportsEachChangeOnceAndItsAcceptance() throws IOException {
      try (PinStore store = open()) {
        see(store, "read", A);
        assertThat(records.events).as("of what is new").isEmpty();
        see(store, "read", B);
        see(store, "read", B);
        assertThat(records.events).hasSize(1);
        GovernanceEvent change = records.events.get(0);
        assertThat(change.type()).isEqualTo("mcp_tools_changed");
        assertThat(change.attributes())
            .containsOnly(
                Map.entry("server", "files"),
                Map.entry("count", "1"),
                Map.entry("tools", "read pinned " + A + " seen " + B));
        see(store, "read", C);
        assertThat(records.events.get(1).attributes().get("tools")).endsWith("seen " + C);

        store.accept("files", "read");
        GovernanceEvent acceptance = records.events.get(2);
        assertThat(acceptance.type()).isEqualTo("mcp_tool_accepted");
        assertThat(acceptance.attributes())
            .containsOnly(
                Map.entry("server", "files"), Map.entry("tool", "read"), Map.entry("digest", C));
        see(store, "read", C);
        assertThat(records.events).hasSize(3);
      }
    }

    @Test
    void reportsManyChangesAtOnce() {
      Map<String, String> first = new HashMap<>();
      Map<String, String> then = new HashMap<>();
      for (int i = 0; i < 1_000; i++) {
        first.put("tool-" + i, A);
        then.put("tool-" + i, B);
      }
      try (PinStore store = open()) {
        see(store, first);
        see(store, then);
        assertThat(records.events).hasSize(1);
        assertThat(records.events.get(0).attributes().get("count")).isEqualTo("1000");
        assertThat(records.events.get(0).attributes().get("tools").lines())
            .hasSize(PinEvents.MAX_NAMED);
      }
    }

    @Test
    void worksWithoutAReporter() throws IOException {
      records.fails = true;
      try (PinStore store = open()) {
        see(store, "read", A);
        assertThat(see(store, "read", B)).isEqualTo(compared("read"));
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.CHANGED);
        assertThat(store.accept("files", "read").changed()).isFalse();
      }
    }
  }

  @Nested
  class Pins {

    @Test
    void pinsADefinitionByItsDigest() throws MalformedException {
      try (PinStore store = open()) {
        String definition = "{\"name\":\"read\"}";
        store.compare("files", Map.of("read", definition)).toCompletableFuture().join();
        assertThat(store.pins())
            .containsExactly(new Pin("files", "read", ToolDigest.of(definition), null));
      }
    }

    @Test
    void pinsNothingOfAListWithADefinitionWithoutADigest() {
      try (PinStore store = open()) {
        Map<String, String> definitions =
            Map.of("read", "{\"name\":\"read\"}", "write", "{\"x\":1e99999999999}");
        assertThat(store.compare("files", definitions).toCompletableFuture().join())
            .isEqualTo(withheld(DenialCode.LIST_UNCLEAR));
        assertThat(store.pins()).isEmpty();
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.UNKNOWN);
      }
    }

    @Test
    void knowsTheAnnotationsOfAPinnedDefinitionOnly() throws IOException {
      String annotated =
          "{\"name\":\"read\",\"annotations\":{\"title\":{\"a\":1},\"readOnlyHint\":true,"
              + "\"destructiveHint\":false,\"idempotentHint\":\"yes\"}}";
      String changed = annotated.replace("true", "false");
      try (PinStore store = open()) {
        assertThat(store.hints("files", "read")).isEmpty();
        store.compare("files", Map.of("read", annotated)).toCompletableFuture().join();
        assertThat(store.hints("files", "read"))
            .containsOnly(Map.entry("readOnly", true), Map.entry("destructive", false));
        assertThat(store.hints("other", "read")).isEmpty();
        store.compare("files", Map.of("read", changed)).toCompletableFuture().join();
        assertThat(store.hints("files", "read")).as("a changed tool").isEmpty();
        store.accept("files", "read");
        assertThat(store.hints("files", "read")).containsEntry("readOnly", false);
      }
      try (PinStore store = open()) {
        assertThat(store.hints("files", "read")).as("no list was seen yet").isEmpty();
      }
    }

    @Test
    void pinsAToolAtFirstSight() {
      try (PinStore store = open()) {
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.UNKNOWN);
        assertThat(see(store, "read", A)).isEqualTo(compared());
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.PINNED);
        assertThat(store.status("others", "read")).isEqualTo(PinStatus.UNKNOWN);
        assertThat(see(store, "read", A)).isEqualTo(compared());
        assertThat(store.pending()).isEmpty();
      }
    }

    @Test
    void deniesAChangedToolUntilItIsAccepted() throws IOException {
      try (PinStore store = open()) {
        see(store, "read", A);
        assertThat(see(store, "read", B)).isEqualTo(compared("read"));
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.CHANGED);
        assertThat(store.pending()).containsExactly(new Pin("files", "read", A, B));

        assertThat(store.accept("files", "read")).isEqualTo(new Pin("files", "read", B, null));

        assertThat(store.status("files", "read")).isEqualTo(PinStatus.PINNED);
        assertThat(store.pending()).isEmpty();
        assertThat(see(store, "read", B)).isEqualTo(compared());
        assertThat(see(store, "read", A)).isEqualTo(compared("read"));
      }
    }

    @Test
    void deniesAChangedToolUntilTheOldDefinitionIsBack() {
      try (PinStore store = open()) {
        see(store, "read", A);
        see(store, "read", B);
        assertThat(see(store, "read", A)).isEqualTo(compared());
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.PINNED);
      }
    }

    @Test
    void keepsPinsOverARestart() throws IOException {
      try (PinStore store = open()) {
        see(store, Map.of("read", A, "write\n\u20ac\"", A, "list", A));
        see(store, "read", B);
        see(store, "list", B);
        store.accept("files", "list");
      }
      try (PinStore store = open()) {
        assertThat(store.problem()).isEmpty();
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.CHANGED);
        assertThat(store.status("files", "list")).isEqualTo(PinStatus.PINNED);
        assertThat(store.status("files", "write\n\u20ac\"")).isEqualTo(PinStatus.PINNED);
        assertThat(see(store, "list", A)).isEqualTo(compared("list"));
        assertThat(store.accept("files", "read", B).pinned()).isEqualTo(B);
      }
    }

    @Test
    void writesOnlyAnOwnerOnlyFile() throws IOException {
      try (PinStore store = open()) {
        see(store, "read", A);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
            .isEqualTo("rwx------");
        assertThat(Files.readString(file))
            .isEqualTo(
                "{\"version\":1,\"pins\":[\n{\"server\":\"files\",\"tool\":\"read\",\"pinned\":\""
                    + A
                    + "\"}]}\n");
        try (var files = Files.list(file.resolveSibling(""))) {
          assertThat(files.map(each -> each.getFileName().toString()))
              .containsExactlyInAnyOrder("pins.json", "pins.json.lock");
        }
      }
    }

    @Test
    void doesNotWriteStoredPinsAgain() throws IOException {
      try (PinStore store = open()) {
        see(store, "read", A);
        breakDisk();
        assertThat(see(store, "read", A)).isEqualTo(compared());
        assertThat(store.problem()).isEmpty();
      }
    }
  }

  @Nested
  class Accepts {

    @Test
    void acceptsNoToolThatHasNotChanged() {
      try (PinStore store = open()) {
        see(store, "read", A);
        assertThatThrownBy(() -> store.accept("files", "read"))
            .isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> store.accept("files", "never"))
            .isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> store.accept("others", "read"))
            .isInstanceOf(NoSuchElementException.class);
      }
    }

    @Test
    void acceptsOnlyTheGivenDigest() {
      try (PinStore store = open()) {
        see(store, "read", A);
        see(store, "read", B);
        see(store, "read", C);
        for (String other : new String[] {A, B, "", "c"}) {
          assertThatThrownBy(() -> store.accept("files", "read", other))
              .isInstanceOf(NoSuchElementException.class);
        }
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.CHANGED);
      }
    }

    @Test
    void acceptsNothingThatCannotBeStored() throws IOException {
      try (PinStore store = open()) {
        see(store, "read", A);
        see(store, "read", B);
        breakDisk();
        assertThatThrownBy(() -> store.accept("files", "read"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(file.toString());
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.CHANGED);
        assertThat(store.problem()).contains("cannot be changed");

        mendDisk();
        store.accept("files", "read");
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.PINNED);
        assertThat(store.problem()).isEmpty();
      }
    }
  }

  @Nested
  class Withholds {

    @Test
    void withholdsAListThatCannotBeStoredAndTriesAgain() throws IOException {
      try (PinStore store = open()) {
        breakDisk();
        assertThat(see(store, "read", A)).isEqualTo(withheld(DenialCode.PINS_UNREADABLE));
        assertThat(see(store, "read", A)).isEqualTo(withheld(DenialCode.PINS_UNREADABLE));
        assertThat(see(store, "read", B)).isEqualTo(withheld(DenialCode.PINS_UNREADABLE));
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.UNKNOWN);
        assertThat(store.problem()).contains(file.toString()).contains("cannot be changed");

        mendDisk();
        assertThat(see(store, "read", A)).isEqualTo(compared());
        assertThat(store.problem()).isEmpty();
      }
      try (PinStore store = open()) {
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.PINNED);
      }
    }

    @Test
    void withholdsAListBeyondTheMaximumNumberOfTools() {
      try (PinStore store = open()) {
        Map<String, String> most = new LinkedHashMap<>();
        for (int i = 0; i < PinStore.MAX_TOOLS; i++) {
          most.put("t" + i, A);
        }
        assertThat(see(store, most)).isEqualTo(compared());
        assertThat(see(store, Map.of("t1", A, "more", A)))
            .isEqualTo(withheld(DenialCode.PINS_FULL));
        assertThat(store.status("files", "more")).isEqualTo(PinStatus.UNKNOWN);
        assertThat(see(store, "t1", B)).isEqualTo(compared("t1"));
      }
      try (PinStore store = open()) {
        assertThat(store.pins()).hasSize(PinStore.MAX_TOOLS);
        assertThat(store.pending()).hasSize(1);
      }
    }

    @Test
    void withholdsAListBeyondTheLargestFile() throws IOException {
      int count = 0;
      try (PinStore store = open()) {
        PinComparison sight = compared();
        while (sight.equals(compared())) {
          Map<String, String> some = new LinkedHashMap<>();
          for (int i = 0; i < 50; i++) {
            some.put("%04d".formatted(count * 50 + i) + "\u0001".repeat(990), A);
          }
          sight = see(store, some);
          count++;
        }
        assertThat(sight).isEqualTo(withheld(DenialCode.PINS_FULL));
        for (Pin pin : store.pins()) {
          see(store, pin.tool(), B);
          break;
        }
        assertThat(Files.size(file))
            .isBetween(PinStore.MAX_BYTES * 8L / 10, (long) PinStore.MAX_BYTES);
      }
      try (PinStore store = open()) {
        assertThat(store.problem()).isEmpty();
        assertThat(store.pins()).hasSize((count - 1) * 50);
      }
    }

    @Test
    void withholdsANameThatTheFileCannotHold() {
      try (PinStore store = open()) {
        assertThat(see(store, "n".repeat(1_001), A)).isEqualTo(withheld(DenialCode.PINS_FULL));
      }
    }

    @Test
    void withholdsAListBeyondTheQueueOfTheWriter() {
      try (PinStore store =
          open(
              task -> {
                throw new RejectedExecutionException();
              })) {
        assertThat(see(store, "read", A)).isEqualTo(withheld(DenialCode.PINS_UNREADABLE));
      }
    }
  }

  @Test
  void completesAListOnceItsPinsAreStoredButDeniesAChangeAtOnce() {
    Deque<Runnable> writes = new ArrayDeque<>();
    try (PinStore store = open(writes::add)) {
      CompletableFuture<PinComparison> first =
          store.seen("files", Map.of("read", A)).toCompletableFuture();
      CompletableFuture<PinComparison> second =
          store.seen("files", Map.of("read", B)).toCompletableFuture();

      assertThat(first).isNotDone();
      assertThat(second).isNotDone();
      assertThat(file).doesNotExist();

      writes.remove().run();
      assertThat(first).isCompletedWithValue(compared());
      assertThat(store.status("files", "read")).isEqualTo(PinStatus.CHANGED);
      assertThat(file).exists();
      writes.remove().run();
      assertThat(second).isCompletedWithValue(compared("read"));
    }
  }

  @Test
  void storesPinsInItsOwnThread() {
    try (PinStore store = new PinStore(file, PinEvents.NONE)) {
      CompletionStage<PinComparison> sight = store.seen("files", Map.of("read", A));
      assertThat(sight.toCompletableFuture().join()).isEqualTo(compared());
      assertThat(file).exists();
    }
  }

  /** Two stores in one process; {@link PinProcessesTest} has several processes. */
  @Nested
  class SharesItsFile {

    @Test
    void keepsThePinsOfAnotherStore() {
      try (PinStore one = open();
          PinStore other = open()) {
        see(one, "read", A);
        assertThat(other.status("files", "read")).isEqualTo(PinStatus.PINNED);
        see(other, "write", A);
        see(one, "list", A);

        assertThat(one.pins()).hasSize(3).isEqualTo(other.pins());
      }
    }

    @Test
    void comparesWithThePinOfAnotherStore() {
      try (PinStore one = open();
          PinStore other = open()) {
        see(one, "read", A);

        assertThat(see(other, "read", B)).isEqualTo(compared("read"));

        assertThat(other.status("files", "read")).isEqualTo(PinStatus.CHANGED);
        assertThat(one.status("files", "read")).isEqualTo(PinStatus.PINNED); // to its server
        assertThat(one.pending()).hasSize(1);
      }
    }

    @Test
    void deniesAChangedToolAlthoughAnotherServerShowsTheOldDefinition() {
      try (PinStore changed = open();
          PinStore old = open()) {
        see(changed, "read", A);
        see(changed, "read", B);

        assertThat(see(old, "read", A)).isEqualTo(compared());

        assertThat(changed.status("files", "read")).isEqualTo(PinStatus.CHANGED);
        assertThat(old.status("files", "read")).isEqualTo(PinStatus.PINNED);
      }
    }

    @Test
    void deniesAChangeThatOnlyAnotherStoreSaw() {
      try (PinStore changed = open();
          PinStore silent = open()) {
        see(changed, "read", A);
        see(changed, "read", B);

        assertThat(silent.status("files", "read")).isEqualTo(PinStatus.CHANGED);
      }
    }

    @Test
    void seesTheAcceptanceInAnotherStore() throws IOException {
      try (PinStore gateway = open();
          PinStore operator = open()) {
        see(gateway, "read", A);
        see(gateway, "read", B);

        operator.accept("files", "read", B);

        assertThat(gateway.status("files", "read")).isEqualTo(PinStatus.PINNED);
        assertThat(see(gateway, "read", B)).isEqualTo(compared());
        assertThat(see(gateway, "read", A)).isEqualTo(compared("read"));
      }
    }

    @Test
    void deniesADefinitionThatChangedAfterItsAcceptance() throws IOException {
      try (PinStore gateway = open();
          PinStore operator = open()) {
        see(gateway, "read", A);
        see(gateway, "read", B);
        operator.accept("files", "read");
        see(gateway, "read", C);

        assertThat(gateway.status("files", "read")).isEqualTo(PinStatus.CHANGED);
        assertThat(operator.pending()).containsExactly(new Pin("files", "read", B, C));
      }
    }

    @Test
    void sharesTheMaximumNumberOfTools() {
      try (PinStore one = open();
          PinStore other = open()) {
        Map<String, String> most = new LinkedHashMap<>();
        for (int i = 0; i < PinStore.MAX_TOOLS; i++) {
          most.put("t" + i, A);
        }
        see(one, most);
        assertThat(see(other, "more", A)).isEqualTo(withheld(DenialCode.PINS_FULL));
      }
    }

    @Test
    void waitsForAnotherWriterNoLongerThanItsLimit() throws Exception {
      PinFile held = new PinFile(file, Duration.ofSeconds(30));
      PinFile impatient = new PinFile(file, Duration.ofMillis(1));
      CompletableFuture<Void> changing = new CompletableFuture<>();
      CompletableFuture<Void> enough = new CompletableFuture<>();
      CompletableFuture<Void> other =
          CompletableFuture.runAsync(
              () -> {
                try {
                  held.change(
                      pins -> {
                        changing.complete(null);
                        enough.join();
                        return pins;
                      });
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      changing.join();

      assertThatThrownBy(() -> impatient.change(pins -> pins))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another thread");

      enough.complete(null);
      other.join();
      held.change(pins -> pins);
    }
  }

  @Nested
  class UnreadablePins {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "{",
          "[]",
          "null",
          "{\"version\":2,\"pins\":[]}",
          "{\"version\":1}",
          "{\"version\":1,\"pins\":{}}",
          "{\"version\":1,\"pins\":[]}x",
          "{\"version\":1,\"pins\":[],\"x\":1}",
          "{\"version\":1,\"version\":1,\"pins\":[]}",
          "{\"version\":1,\"pins\":[1]}",
          "{\"version\":1,\"pins\":[{}]}",
          "{\"version\":1,\"pins\":[{\"server\":\"s\",\"tool\":\"t\",\"pinned\":\"md5:0\"}]}",
          "{\"version\":1,\"pins\":[{\"server\":\"s\",\"tool\":1,\"pinned\":\"DIGEST\"}]}",
          "{\"version\":1,\"pins\":[{\"server\":\"s\",\"tool\":\"t\",\"pinned\":\"DIGEST\",\"x\":\"\"}]}",
          "{\"version\":1,\"pins\":[{\"server\":\"s\",\"tool\":\"t\",\"pinned\":\"DIGEST\",\"seen\":\"DIGEST\"}]}",
          "{\"version\":1,\"pins\":[{\"server\":\"s\",\"tool\":\"t\",\"pinned\":\"DIGEST\",\"seen\":\"\"}]}",
          "{\"version\":1,\"pins\":[{\"server\":\"s\",\"tool\":\"t\",\"pinned\":\"DIGEST\"},{\"server\":\"s\",\"tool\":\"t\",\"pinned\":\"DIGEST\"}]}"
        })
    void deniesWithAMalformedFile(String text) throws IOException {
      String content = text.replace("DIGEST", A);
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, content);
      try (PinStore store = open()) {
        deniesEverything(store);
        assertThat(store.problem()).contains(file.toString());
      }
      assertThat(file).hasContent(content);
    }

    private void deniesEverything(PinStore store) {
      assertThat(store.problem()).isNotEmpty();
      assertThat(store.status("s", "t")).isEqualTo(PinStatus.UNREADABLE);
      assertThat(see(store, "read", A)).isEqualTo(withheld(DenialCode.PINS_UNREADABLE));
      assertThat(store.pins()).isEmpty();
      assertThatThrownBy(() -> store.accept("s", "t")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void deniesWithATooLargeFile() throws IOException {
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, "{\"version\":1,\"pins\":[]}" + " ".repeat(PinStore.MAX_BYTES));
      try (PinStore store = open()) {
        deniesEverything(store);
      }
      assertThat(Files.size(file)).isGreaterThan(PinStore.MAX_BYTES);
    }

    @Test
    void deniesWithAFolderInPlaceOfTheFile() throws IOException {
      Files.createDirectories(file);
      try (PinStore store = open()) {
        deniesEverything(store);
      }
      Path inFile = Files.createFile(folder.resolve("plain")).resolve("pins.json");
      try (PinStore store = new PinStore(inFile, PinEvents.NONE)) {
        deniesEverything(store);
      }
    }

    @Test
    void deniesWhileTheFileIsMissing() throws IOException {
      try (PinStore store = open()) {
        see(store, "read", A);
        Path elsewhere = Files.move(file, folder.resolve("elsewhere"));
        deniesEverything(store);
        assertThat(store.problem()).contains("the file is missing");
        assertThat(file).doesNotExist();

        Files.move(elsewhere, file);
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.PINNED);
        assertThat(store.problem()).isEmpty();
      }
    }

    @Test
    void deniesWhileTheFileIsDamaged() throws IOException {
      try (PinStore store = open()) {
        see(store, "read", A);
        String good = Files.readString(file);
        Files.writeString(file, good + "x");
        deniesEverything(store);
        assertThat(file).hasContent(good + "x");

        Files.writeString(file, good);
        assertThat(store.status("files", "read")).isEqualTo(PinStatus.PINNED);
      }
    }

    @Test
    void deniesOnceTheStoreIsClosed() {
      Deque<Runnable> writes = new ArrayDeque<>();
      PinStore store = open(writes::add);
      CompletionStage<PinComparison> late = store.seen("files", Map.of("s", A));
      store.close();
      store.close();

      deniesEverything(store);
      writes.remove().run();
      assertThat(late.toCompletableFuture())
          .isCompletedWithValue(withheld(DenialCode.PINS_UNREADABLE));
      assertThat(file).doesNotExist();
    }

    @Test
    void deniesWithAnUnreadableStore() {
      try (PinStore store = PinStore.unreadable("the key file names none")) {
        deniesEverything(store);
        assertThat(store.problem()).isEqualTo("the key file names none");
      }
    }
  }
}
