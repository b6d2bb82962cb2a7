// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceReference;

/**
 * The transport over the socket asks the adapter, whose gate asks the embedded transport: whatever
 * is asked across must be decided as the embedded transport decides it by the same document.
 */
@ContainerTest(features = {"core", "transport-embedded", "transport-assembly", "adapter-assembly"})
class BackToBackPolicyIT {
  private static final String EMBEDDED = "io.portcullis.transport.embedded";
  private static final String ASSEMBLY = "io.portcullis.transport.assembly";
  private static final long SEED = Long.getLong("portcullis.calls.seed", System.nanoTime());
  private static final int CALLS = Integer.getInteger("portcullis.calls", 1_500);

  @TempDir Path folder;
  private ContainerEngine engine;
  private AdapterInstance adapter;

  @BeforeEach
  void start() throws IOException {
    engine = new ContainerEngine();
    engine.approvals().answer(ApprovalDecision.Outcome.REJECTED);
    adapter = new AdapterInstance();
  }

  @AfterEach
  void stop() throws IOException {
    engine.configurations().deleteFactory(ASSEMBLY, AdapterInstance.AGENT);
    adapter.close();
    engine.configurations().delete(EMBEDDED);
    engine.close();
  }

  private RuntimeTransport transport(String name) {
    String filter = "(" + RuntimeTransport.NAME + "=" + name + ")";
    engine.registry().until(name, () -> engine.registry().has(RuntimeTransport.class, filter));
    List<ServiceReference<RuntimeTransport>> found =
        engine.registry().references(RuntimeTransport.class, filter);
    return engine.registry().context().getService(found.get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // what is allowed, asked for and changed
        """
        spec:
          network: { allowlist: ['*.example.com'] }
          tools:
            read_file: { allow: true }
            größe: { allow: true }
            llm_call: { allow: true }
            send_refund: { allow: true, requires_approval_if: 'args.amount > 100' }
            '*': { allow: false }
          data:
            sensitive_patterns: ['(?:\\d{4} ?){4}']
            credential_action: redact_only
        """,
        // data blocks, and some capabilities are denied
        """
        spec:
          capabilities: { deny: [file_write, terminal_exec, 'mcp_tool:write_file'] }
          tools:
            '*': { allow: true }
          data:
            sensitive_patterns: ['(?:\\d{4} ?){4}']
            credential_action: block
        """,
        // only some are allowed, and data is noted
        """
        spec:
          network: { allowlist: [] }
          capabilities: { allow: [file_read, terminal_exec, 'mcp_tool:read_file'] }
          tools:
            '*': { allow: true }
          data:
            sensitive_patterns: ['Überweisung']
            credential_action: alert_only
        """
      })
  void decidesAcrossAsItDecidesHere(String document) throws IOException {
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(policy, document);
    engine.configurations().set(EMBEDDED, Map.of("policies", policy.toString()));
    engine
        .configurations()
        .put(ContainerEngine.INTERCEPTOR, "transport.target", "(transport.name=embedded)");
    engine.awaitAuthority();
    engine
        .configurations()
        .setFactory(
            ASSEMBLY,
            AdapterInstance.AGENT,
            Map.of("agentId", AdapterInstance.AGENT, "socketPath", adapter.socket().toString()));
    RuntimeTransport here = transport("embedded");
    RuntimeTransport across = transport("assembly");
    RandomCalls calls = new RandomCalls(SEED, AdapterInstance.AGENT);
    Map<String, Integer> words = new HashMap<>();
    for (int n = 0; n < CALLS; n++) {
      ToolCall call = calls.next();
      RuntimeDecision expected = Await.await(here.query(call));
      RuntimeDecision actual = Await.await(across.query(call));
      words.merge(expected.decision(), 1, Integer::sum);
      assertSame(call, expected, actual);
    }
    System.out.printf("[back to back] seed %d, %d calls: %s%n", SEED, CALLS, words);
    assertThat(words).containsKeys(RuntimeDecision.ALLOW, RuntimeDecision.DENY);
  }

  private void assertSame(ToolCall call, RuntimeDecision expected, RuntimeDecision actual) {
    String where = "seed %d, %s: here %s, across %s".formatted(SEED, call, expected, actual);
    switch (expected.decision()) {
      case RuntimeDecision.ALLOW ->
          assertThat(actual.decision()).as(where).isEqualTo(RuntimeDecision.ALLOW);
      case RuntimeDecision.DENY -> {
        assertThat(actual.decision()).as(where).isEqualTo(RuntimeDecision.DENY);
        assertThat(actual.reason()).as(where).isEqualTo(expected.reason());
      }
      case RuntimeDecision.REDACT -> {
        assertThat(actual.decision()).as(where).isEqualTo(RuntimeDecision.DENY);
        assertThat(actual.reason()).as(where).isEqualTo(expected.reason());
        assertThat(actual.redactions()).as(where).isEqualTo(expected.redactions());
      }
      // whatever waits for an approval is rejected, and what cannot be decided is denied
      default -> assertThat(actual.decision()).as(where).isEqualTo(RuntimeDecision.DENY);
    }
  }
}
