// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.support.files.FileInUseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that gives orders until it is killed. */
class KilledProcessTest {
  @TempDir Path temp;

  /** Terminates one agent after the other and prints each. */
  public static final class Operator {
    /** Continues until it is killed or its output is closed. */
    public static void main(String[] arguments) throws IOException {
      DurableOperatorControl control = new Rig(Path.of(arguments[0])).start();
      for (int i = 0; !System.out.checkError(); i++) {
        Rig.give(control, OperationScope.agent("a" + i), Signal.TERMINATE);
        System.out.println("a" + i);
      }
    }
  }

  private Process operator() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            Operator.class.getName(),
            temp.toString())
        .redirectError(Files.createTempFile(temp, "operator", ".log").toFile())
        .start();
  }

  @RepeatedTest(5)
  void everyAcknowledgedOrderSurvivesAKill(RepetitionInfo repetition) throws Exception {
    Set<String> taken = new HashSet<>();
    Process process = operator();
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      for (int i = 0; i < 20 * repetition.getCurrentRepetition(); i++) {
        taken.add(said.readLine());
      }
      process.toHandle().destroyForcibly(); // which leaves what it said to be read
      said.lines().filter(line -> line.startsWith("a")).forEach(taken::add);
    }
    process.waitFor();
    assertThat(taken).doesNotContainNull();
    try (DurableOperatorControl after = new Rig(temp).start()) {
      Set<String> kept =
          after.orders().stream()
              .map(Order::scope)
              .map(OperationScope::name)
              .collect(Collectors.toSet());
      assertThat(kept).containsAll(taken);
      assertThat(kept.size() - taken.size()).isBetween(0, 1);
    }
  }

  @Test
  void secondProcessDoesNotStart() throws Exception {
    Process process = operator();
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("a0");
      assertThatThrownBy(() -> new Rig(temp).start())
          .isInstanceOf(FileInUseException.class)
          .hasMessageContaining("another process");
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
