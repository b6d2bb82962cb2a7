// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.ConnectionStats;
import io.portcullis.assembly.simulator.QueryScript;
import io.portcullis.assembly.simulator.ReplyFault;
import io.portcullis.testkit.Await;
import io.portcullis.transport.assembly.internal.link.LinkCounts;
import io.portcullis.transport.assembly.internal.link.RuntimeLink;
import io.portcullis.transport.assembly.internal.thread.LinkThreads;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many connections, each killed with a query under way: they must leak nothing. */
class ConnectAndKillTest {
  private static final int CYCLES =
      Integer.getInteger(
          "portcullis.assembly.cycles", Boolean.getBoolean("portcullis.exhaustive") ? 3_000 : 150);
  private static final int WARM_UP = 20;
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @TempDir private Path folder;

  @Test
  void leavesNoThreadDescriptorOrPendingEntry() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS), "descriptors can be counted");
    try (LinkRig rig = new LinkRig(folder)) {
      rig.connect();
      long before = 0;
      for (int n = 1; n <= CYCLES; n++) {
        cycle(rig, n);
        if (n == WARM_UP) {
          before = descriptors(rig, n + 1);
        }
      }
      assertThat(descriptors(rig, CYCLES + 1)).isEqualTo(before);
      assertThat(rig.link.approvals().size()).isZero();
      assertThat(linkThreads()).hasSizeLessThanOrEqualTo(LinkThreads.MAX_THREADS + 1);
      assertThat(rig.link.counts().of(LinkCounts.Event.CONNECTED)).isEqualTo(CYCLES + 1L);
    }
    for (Thread thread : linkThreads()) {
      thread.join(); // its pool has ended, and the thread is about to end
    }
    assertThat(linkThreads()).isEmpty();
  }

  private static void cycle(LinkRig rig, int n) {
    RuntimeTransport transport = rig.listener.awaitAvailable(n);
    rig.runtime.answer(ReplyFault.SILENCE);
    long before = rig.runtime.stats().count(ConnectionStats.Event.QUERY);
    CompletionStage<RuntimeDecision> answer = rig.ask(transport);
    rig.runtime.stats().await(ConnectionStats.Event.QUERY, before + 1); // the runtime never answers
    rig.runtime.answer(QueryScript.allow());
    rig.runtime.hangUp();
    assertThat(Await.await(answer).decision()).isEqualTo(RuntimeDecision.CHANNEL_CLOSED);
    rig.listener.awaitUnavailable(n);
    assertThat(((RuntimeLink) transport).pending()).isZero();
  }

  /**
   * With the next connection open, the selector has run another round and released the last
   * channel.
   */
  private static long descriptors(LinkRig rig, int next) throws IOException {
    rig.answer(rig.listener.awaitAvailable(next));
    rig.runtime
        .stats()
        .await(
            ConnectionStats.Event.ENDED,
            rig.runtime.stats().count(ConnectionStats.Event.CONNECTED) - 1);
    long count = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path each : all) {
        count += isSocket(each) ? 1 : 0;
      }
    }
    return count;
  }

  /** The platform opens and closes files at any time. */
  private static boolean isSocket(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (NoSuchFileException e) {
      return false; // the descriptor of the folder itself, or of a file closed meanwhile
    }
  }

  private static Set<Thread> linkThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("portcullis-assembly-"))
        .collect(Collectors.toSet());
  }
}
