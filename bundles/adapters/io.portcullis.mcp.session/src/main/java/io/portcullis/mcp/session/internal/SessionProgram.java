// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import io.portcullis.api.status.EngineInspector;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.response.ToolPins;
import io.portcullis.mcp.session.internal.attach.EngineIdentity;
import io.portcullis.mcp.session.internal.attach.SessionServer;
import io.portcullis.mcp.stdio.StdioOptions;
import io.portcullis.mcp.stdio.StreamGateway;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.files.socket.ListeningSocket;
import io.portcullis.support.files.socket.PeerCheck;
import io.portcullis.support.files.socket.PeerCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The engine of MCP sessions as a program of the launcher. It runs until the engine shall end.
 * While the gate or the pins are unavailable, its sessions run on and deny.
 */
@Component(
    service = ToIntFunction.class,
    property = "main.program=mcp-engine",
    configurationPid = SessionConfig.PID)
@Designate(ocd = SessionConfig.class)
public final class SessionProgram implements ToIntFunction<List<String>> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_MINUTES = 7 * 24 * 60;
  private static final int ARGUMENTS = 3;
  private static final int FAILED = 1;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable ToolGate gate;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable ToolPins pins;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable EngineInspector inspector;

  private final Duration idle;
  private final String problem;
  private @Nullable SessionServer server;
  private boolean deactivated;

  /** Reads the configuration. An engine does not start with one that cannot be understood. */
  @Activate
  public SessionProgram(SessionConfig config, Map<String, Object> properties) {
    Duration read = Duration.ZERO;
    String invalid = "";
    try {
      ConfigurationCheck.requireOwn(SessionConfig.PID, properties);
      int minutes = ConfiguredValue.read(config::idleMinutes);
      read = Duration.ofMinutes(ConfiguredValue.within("idleMinutes", minutes, 1, MAX_MINUTES));
    } catch (IllegalArgumentException e) {
      invalid = SessionConfig.PID + ": " + e.getMessage();
    }
    idle = read;
    problem = invalid;
  }

  /**
   * Serves sessions until the engine shall end.
   *
   * @param arguments the path of the socket, the version of the distribution and the policy
   * @return 0
   * @throws IllegalStateException if the configuration is invalid, or the socket cannot be opened
   */
  @Override
  public int applyAsInt(List<String> arguments) {
    if (arguments.size() != ARGUMENTS) {
      throw new IllegalArgumentException("the engine needs a socket, a version and a policy");
    }
    try (SessionServer opened = open(arguments)) {
      System.out.println("attach"); // the session that started this engine waits for it
      opened.awaitEnd();
      return 0;
    } catch (IOException e) {
      throw new IllegalStateException("no sessions can be attached: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private synchronized SessionServer open(List<String> arguments) throws IOException {
    if (!problem.isEmpty() || deactivated) {
      throw new IOException(deactivated ? "the engine is stopping" : problem);
    }
    ListeningSocket socket = ListeningSocket.listen(Path.of(arguments.get(0)));
    SessionServer opened =
        new SessionServer(
            socket,
            new PeerCheck(PeerCredentials::ofKernel, socket.directory()),
            new EngineIdentity(arguments.get(1), arguments.get(2)),
            this::gateway,
            () -> StatusLine.of(EngineInspector.read(this::inspection)),
            PATIENCE,
            idle);
    opened.start();
    server = opened;
    return opened;
  }

  private @Nullable EngineStatus inspection() {
    EngineInspector current = inspector;
    return current == null ? null : current.inspect();
  }

  private StreamGateway gateway(
      StdioOptions options, StreamGateway.Side client, StreamGateway.Side upstream) {
    StdioOptions.Answers answers = options.answers();
    return new StreamGateway(
        client,
        upstream,
        new CallerContext(AgentIdentity.of(options.agent()), options.server()),
        () -> gate,
        options.errorCode(),
        new ResponseFilterOptions(
            answers.decideResults(), answers.hideDenied(), answers.pin() ? () -> pins : null));
  }

  /** Ends all sessions and the program. */
  @Deactivate
  synchronized void deactivate() {
    deactivated = true;
    SessionServer running = server;
    if (running != null) {
      running.close();
    }
  }
}
