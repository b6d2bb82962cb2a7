// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ReadOnlyConfigurationException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the mode, or writes it to the configuration and returns when it is in force. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=mode"})
public final class ModeCommand extends ShellCommand {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  static final String PID = "io.portcullis.mode";
  private static final String KEY = "mode";
  private static final String READ_ONLY =
      "the configuration " + PID + " is read-only, as is perhaps its file; nothing was changed";
  private static final Logger LOG = LoggerFactory.getLogger(ModeCommand.class);

  private final Duration timeout;

  /** Creates the command. */
  @Activate
  public ModeCommand(@Reference CurrentServices services) {
    this(services, TIMEOUT);
  }

  ModeCommand(CurrentServices services, Duration timeout) {
    super("mode", services);
    this.timeout = timeout;
  }

  /** Runs the command in Gogo. */
  public CharSequence mode(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request)
      throws CommandUsageException, InterruptedException {
    if (request.words().isEmpty()) {
      return CommandResult.ok(
          inForce()
              .map(EnforcementMode::word)
              .orElse("enforce (no mode service is registered, so enforce holds)"));
    }
    return set(parse(request.words().get(0)));
  }

  private static EnforcementMode parse(String word) throws CommandUsageException {
    return Arrays.stream(EnforcementMode.values())
        .filter(mode -> mode.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> new CommandUsageException("unknown mode " + PrintableText.escaped(word)));
  }

  private Optional<EnforcementMode> inForce() {
    return services().useBest(ModePolicy.class, ModePolicy::mode);
  }

  private CommandResult set(EnforcementMode mode) throws InterruptedException {
    if (inForce().isEmpty()) {
      return CommandResult.failed("no mode service is registered: enforce holds, nothing changed");
    }
    Semaphore changes = new Semaphore(0);
    ServiceListener listener = event -> changes.release();
    listen(listener);
    try {
      return writeAndAwait(mode, changes);
    } catch (ReadOnlyConfigurationException e) {
      return CommandResult.failed(READ_ONLY);
    } catch (IOException e) {
      return CommandResult.failed("the configuration cannot be written: " + e.getMessage());
    } finally {
      services().context().removeServiceListener(listener);
    }
  }

  private CommandResult writeAndAwait(EnforcementMode mode, Semaphore changes)
      throws IOException, InterruptedException {
    Optional<Boolean> written =
        services().useBest(ConfigurationAdmin.class, admin -> write(admin, mode));
    return written.isEmpty()
        ? CommandResult.failed("Configuration Admin is missing, so nothing was changed")
        : await(mode, changes);
  }

  private void listen(ServiceListener listener) {
    try {
      String filter = "(%s=%s)".formatted(Constants.OBJECTCLASS, ModePolicy.class.getName());
      services().context().addServiceListener(listener, filter);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("a class name cannot make a filter invalid", e);
    }
  }

  // Every other key stays: one of them names the file to which File Install writes the change.
  private static boolean write(ConfigurationAdmin admin, EnforcementMode mode) throws IOException {
    Configuration configuration = admin.getConfiguration(PID, "?");
    Dictionary<String, Object> before = configuration.getProperties();
    Map<String, Object> properties =
        before == null ? new HashMap<>() : new HashMap<>(FrameworkUtil.asMap(before));
    properties.put(KEY, mode.word());
    boolean changed = configuration.updateIfDifferent(FrameworkUtil.asDictionary(properties));
    LOG.info("mode {} is written to the configuration {}", mode.word(), PID);
    return changed;
  }

  private CommandResult await(EnforcementMode mode, Semaphore changes) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!inForce().equals(Optional.of(mode))) {
      if (!changes.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return CommandResult.failed(
            "%s is written but not in force after %d ms; in force is %s"
                .formatted(
                    mode.word(),
                    timeout.toMillis(),
                    inForce().map(EnforcementMode::word).orElse("enforce")));
      }
    }
    return CommandResult.ok(mode.word());
  }
}
