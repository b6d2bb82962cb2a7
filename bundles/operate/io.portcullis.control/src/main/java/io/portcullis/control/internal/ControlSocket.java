// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.operations.OperatorContext;
import io.portcullis.control.internal.protocol.ClientLimits;
import io.portcullis.control.internal.server.CommandRunner;
import io.portcullis.control.internal.server.ControlServer;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.files.socket.ListeningSocket;
import io.portcullis.support.files.socket.PeerCheck;
import io.portcullis.support.files.socket.PeerCredentials;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the control socket while it is active, if a path is configured. A socket that cannot be
 * opened is reported, and everything else goes on. Without the shell the socket is open and refuses
 * every command.
 */
@Component(service = HealthReporter.class, configurationPid = ControlConfig.PID, immediate = true)
@Designate(ocd = ControlConfig.class)
public final class ControlSocket implements HealthReporter {
  static final String PROPERTY = "portcullis.control.socket";
  private static final String PART = "control";
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  volatile @Nullable ScopedCommands gogo;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  volatile @Nullable OperatorContext operators;

  private final CommandDirectory commands;
  private final String refusal;
  private final String path;
  private volatile @Nullable ControlServer server;
  private volatile Health health =
      new Health(PART, Health.Level.OK, "no control socket is configured");

  /** Reads the path of the socket. */
  @Activate
  public ControlSocket(
      BundleContext context, ControlConfig config, Map<String, Object> properties) {
    commands = new RegisteredCommands(context);
    refusal = refusal(properties);
    String property = context.getProperty(PROPERTY);
    boolean configured = property == null || property.isBlank();
    path = configured ? (refusal.isEmpty() ? config.controlSocket() : "") : property;
  }

  /** Opens the socket. The component runtime has bound the present services before this call. */
  @Activate
  void open() {
    if (path.isBlank()) {
      LOG.info("no control socket is configured");
    } else {
      try {
        server =
            listen(Path.of(path.trim()), new CommandLookup(commands, () -> operators, () -> gogo));
        health = new Health(PART, Health.Level.OK, "");
      } catch (IOException | InvalidPathException | UnsupportedOperationException e) {
        LOG.error("no control socket at {}: {}", path, e.getMessage());
        String detail = "no control socket: " + e.getMessage();
        health = new Health(PART, Health.Level.CRITICAL, detail);
      }
    }
    if (!refusal.isEmpty()) {
      health = new Health(PART, Health.Level.CRITICAL, refusal);
    }
  }

  private static String refusal(Map<String, Object> properties) {
    try {
      ConfigurationCheck.requireOwn(ControlConfig.PID, properties);
      return "";
    } catch (IllegalArgumentException e) {
      LOG.error("{}: {}; it opens no control socket", ControlConfig.PID, e.getMessage());
      return ControlConfig.PID + ": " + e.getMessage();
    }
  }

  private static ControlServer listen(Path path, CommandRunner runner) throws IOException {
    ListeningSocket socket = ListeningSocket.listen(path);
    PeerCheck peers = new PeerCheck(PeerCredentials::ofKernel, socket.directory());
    ControlServer server = new ControlServer(socket, peers, runner, ClientLimits.DEFAULT);
    server.start();
    LOG.info("the control socket is {}, for {} alone", socket.path(), socket.directory().owner());
    return server;
  }

  @Deactivate
  void close() {
    ControlServer opened = server;
    if (opened == null) {
      return;
    }
    try {
      opened.close();
    } catch (IOException e) {
      LOG.warn("the control socket could not be closed cleanly", e);
    }
  }

  @Override
  public Health health() {
    boolean refusing = server != null && (operators == null || commands.names().isEmpty());
    return refusing && health.level() == Health.Level.OK
        ? new Health(PART, Health.Level.WARN, "every command is refused: " + CommandLookup.NO_SHELL)
        : health;
  }
}
