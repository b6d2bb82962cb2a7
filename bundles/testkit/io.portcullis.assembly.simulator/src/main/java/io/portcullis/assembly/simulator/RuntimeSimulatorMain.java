// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RuntimeSimulator} in a separate process, so that it can be killed. It prints one line,
 * {@value #READY}, when it listens. It ends with its standard input, so that it does not outlive
 * its parent process.
 *
 * <pre>
 *   --socket PATH     the path to listen at; required
 *   --agent ID        the agent id of the runtime; required
 *   --allows FILE     the file that records allows, see {@link AllowFile}; required
 *   --deny TOOL       a tool that is denied; may be repeated
 *   --greeting NAME   a {@link HandshakeScript}
 *   --fault NAME      a {@link ReplyFault} in place of every answer
 * </pre>
 */
public final class RuntimeSimulatorMain {
  /** The line that is printed once clients can connect. */
  public static final String READY = "ready";

  private static final String DENIED = "tool denied by policy";

  private @Nullable Path socket;
  private @Nullable String agent;
  private @Nullable Path allows;
  private final Set<String> denied = new HashSet<>();
  private HandshakeScript greeting = HandshakeScript.PROPER;
  private QueryScript answer = this::decide;

  private RuntimeSimulatorMain() {}

  /**
   * Runs until the standard input ends.
   *
   * @param args the options of the class description
   * @throws IOException if it cannot listen or record allows
   * @throws IllegalArgumentException if an option is invalid
   */
  public static void main(String[] args) throws IOException {
    RuntimeSimulatorMain main = new RuntimeSimulatorMain();
    if (args.length % 2 != 0) {
      throw new IllegalArgumentException("no value for " + args[args.length - 1]);
    }
    for (int i = 0; i < args.length; i += 2) {
      main.option(args[i], args[i + 1]);
    }
    main.run();
  }

  private void option(String name, String value) {
    switch (name) {
      case "--socket" -> socket = Path.of(value);
      case "--agent" -> agent = value;
      case "--allows" -> allows = Path.of(value);
      case "--deny" -> denied.add(value);
      case "--greeting" -> greeting = HandshakeScript.valueOf(value);
      case "--fault" -> answer = ReplyFault.valueOf(value);
      default -> throw new IllegalArgumentException("unknown option " + name);
    }
  }

  private void run() throws IOException {
    if (socket == null || agent == null || allows == null) {
      throw new IllegalArgumentException("--socket, --agent and --allows are required");
    }
    try (AllowFile file = new AllowFile(allows);
        RuntimeSimulator runtime = new RuntimeSimulator(socket, agent, file)) {
      runtime.handshake(greeting);
      runtime.answer(answer);
      runtime.start();
      System.out.println(READY);
      System.out.flush();
      byte[] ignored = new byte[64];
      while (System.in.read(ignored) >= 0) {
        // input is ignored
      }
    }
  }

  private ScriptedReply decide(PolicyQuery query) {
    boolean deny =
        query.context() instanceof ActionContext.ToolCall call && denied.contains(call.tool());
    return deny ? ScriptedReply.of(Decision.DENY, DENIED) : ScriptedReply.of(Decision.ALLOW, "");
  }
}
