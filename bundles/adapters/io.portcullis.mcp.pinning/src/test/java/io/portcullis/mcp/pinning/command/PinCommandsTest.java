// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.health.Health;
import io.portcullis.mcp.pinning.PinEvents;
import io.portcullis.mcp.pinning.PinStore;
import io.portcullis.mcp.pinning.internal.PinningComponent;
import io.portcullis.mcp.response.ToolPins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of pins, and what they can do. */
@Timeout(60) // against a test that hangs
class PinCommandsTest {
  private static final String A = "sha256:" + "a".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);

  @TempDir Path folder;
  private PinStore store;
  private PinCommands commands;

  @BeforeEach
  void open() {
    store = PinningComponent.open(folder.toString(), "data/pins.json", PinEvents.NONE);
    commands = new PinCommands(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void see(String tool, String digest) {
    store.seen("files", Map.of(tool, digest)).toCompletableFuture().join();
  }

  private static void is(CharSequence result, int code, String text) {
    assertThat(result.toString()).isEqualTo(text);
    assertThat(((IntSupplier) result).getAsInt()).isEqualTo(code);
    assertThat(new StringBuilder(result).toString()).isEqualTo(text);
  }

  @Test
  void listsWaitingToolsAndOnRequestAll() {
    is(commands.pins(), 0, "no changed tool must be accepted");
    is(commands.pins("--all"), 0, "no tool is pinned");
    see("read", A);
    see("write", A);
    see("write", B);

    is(commands.pins(), 0, "files write: pinned " + A + ", seen " + B);
    is(
        commands.pins("--all"),
        0,
        "files read: pinned " + A + "\nfiles write: pinned " + A + ", seen " + B);
  }

  @Test
  void acceptsAWaitingTool() {
    see("write", A);
    see("write", B);

    is(commands.accept("files", "write"), 0, "files write is accepted as " + B);
    assertThat(store.status("files", "write")).isEqualTo(ToolPins.PinStatus.PINNED);
  }

  @Test
  void acceptsOnlyTheGivenDigest() {
    see("write", A);
    see("write", B);

    is(
        commands.accept("files", "write", A),
        1,
        "files write has no such change to accept; see mcp:pins");
    is(commands.accept("files", "write", B), 0, "files write is accepted as " + B);
  }

  @Test
  void namesTheToolThatItCannotAccept() throws IOException {
    is(
        commands.accept("files", "w\u001b[2J\n"),
        1,
        "files w\\u001b[2J\\u000a has no such change to accept; see mcp:pins");
    see("write", A);
    see("write", B);
    Files.createDirectories(folder.resolve("data/pins.json.new/not-empty"));
    assertThat(commands.accept("files", "write").toString())
        .startsWith("files write stays denied: ")
        .contains("cannot be changed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "files", "a b c d"})
  void tellsHowAcceptIsUsed(String arguments) {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    is(commands.accept(words), 2, "usage: mcp:accept SERVER TOOL [DIGEST]");
  }

  @Test
  void printsTheUsageOfPins() {
    is(commands.pins("files"), 2, "usage: mcp:pins [--all]");
    is(commands.pins("--all", "x"), 2, "usage: mcp:pins [--all]");
  }

  @Test
  void listsAtMostTwoHundredTools() {
    for (int i = 0; i < 201; i++) {
      see("t" + i, A);
    }
    assertThat(commands.pins("--all").toString().lines()).hasSize(201).endsWith("and 1 more");
  }

  @Nested
  class TheHealth {

    private Health health(PinStore of) {
      return PinningComponent.health(of);
    }

    @Test
    void healthIsOkUntilAToolChanges() {
      see("read", A);
      assertThat(health(store).level()).isEqualTo(Health.Level.OK);
      see("read", B);
      assertThat(health(store).level()).isEqualTo(Health.Level.WARN);
      assertThat(health(store).detail()).contains("1").contains("mcp:pins");
    }

    @Test
    void healthIsCriticalForAnUnknownKey() {
      try (PinStore none = PinningComponent.open(folder.toString(), "a\0b", PinEvents.NONE)) {
        assertThat(health(none).level()).isEqualTo(Health.Level.CRITICAL);
        assertThat(health(none).detail()).contains(PinningComponent.PID).contains("file");
        assertThat(none.status("files", "x")).isEqualTo(ToolPins.PinStatus.UNREADABLE);
      }
    }

    @Test
    void healthIsCriticalForADamagedFile() throws IOException {
      Path file = Files.writeString(folder.resolve("x.json"), "nonsense");
      try (PinStore none = PinningComponent.open(null, file.toString(), PinEvents.NONE)) {
        assertThat(health(none).level()).isEqualTo(Health.Level.CRITICAL);
        assertThat(health(none).detail()).contains(file.toString());
        CharSequence listed = new PinCommands(none).pins();
        assertThat(listed.toString()).contains(file.toString());
        assertThat(((IntSupplier) listed).getAsInt()).isEqualTo(1);
        assertThat(new PinCommands(none).accept("files", "x").toString()).contains("stays denied");
      }
    }
  }
}
