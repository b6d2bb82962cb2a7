// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.assembly;

import io.portcullis.assembly.wire.ActionContext;
import io.portcullis.assembly.wire.Decision;
import io.portcullis.assembly.wire.PolicyQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RuntimeDouble} in a process of its own, so that it can be killed. It prints one line,
 * {@value #READY}, when it listens, and ends when its standard input does: it does not outlive
 * whoever started it.
 *
 * <pre>
 *   --socket PATH     where to listen; required
 *   --agent ID        the agent it is the runtime of; required
 *   --allows FILE     where allows are taken down, see {@link AllowFile}; required
 *   --deny TOOL       a tool that may not run; may be repeated
 *   --greeting NAME   a {@link Greeting}
 *   --fault NAME      an {@link AnswerFault} in place of every answer
 * </pre>
 */
public final class RuntimeDoubleMain {
  /** What is printed when clients can connect. */
  public static final String READY = "ready";

  private static final String DENIED = "tool denied by policy";

  private @Nullable Path socket;
  private @Nullable String agent;
  private @Nullable Path allows;
  private final Set<String> denied = new HashSet<>();
  private Greeting greeting = Greeting.PROPER;
  private QueryAnswer answer = this::decide;

  private RuntimeDoubleMain() {}

  /**
   * Runs until the standard input ends.
   *
   * @param args see above
   * @throws IOException if it cannot listen, or not take down
   * @throws IllegalArgumentException if the arguments are not as above
   */
  public static void main(String[] args) throws IOException {
    RuntimeDoubleMain main = new RuntimeDoubleMain();
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
      case "--greeting" -> greeting = Greeting.valueOf(value);
      case "--fault" -> answer = AnswerFault.valueOf(value);
      default -> throw new IllegalArgumentException("unknown option " + name);
    }
  }

  private void run() throws IOException {
    if (socket == null || agent == null || allows == null) {
      throw new IllegalArgumentException("--socket, --agent and --allows are required");
    }
    try (AllowFile file = new AllowFile(allows);
        RuntimeDouble runtime = new RuntimeDouble(socket, agent, file)) {
      runtime.greeting(greeting);
      runtime.answer(answer);
      runtime.start();
      System.out.println(READY);
      System.out.flush();
      byte[] ignored = new byte[64];
      while (System.in.read(ignored) >= 0) {
        // nothing is said here
      }
    }
  }

  private Reply decide(PolicyQuery query) {
    boolean deny =
        query.context() instanceof ActionContext.ToolCall call && denied.contains(call.tool());
    return deny ? Reply.of(Decision.DENY, DENIED) : Reply.of(Decision.ALLOW, "");
  }
}
