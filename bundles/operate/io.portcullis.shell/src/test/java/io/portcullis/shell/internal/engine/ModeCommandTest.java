// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedService;

class ModeCommandTest {
  @RegisterExtension final RunningFramework framework = new RunningFramework();

  private CommandResult mode(String... arguments) throws Exception {
    return new ModeCommand(new CurrentServices(framework.context()), Duration.ofSeconds(30))
        .parseAndExecute(Fakes.invocation(arguments));
  }

  /** As the mode bundle does it: the service property follows the configuration. */
  private final class ConfiguredMode implements ModePolicy, ManagedService {
    private volatile EnforcementMode mode = EnforcementMode.ENFORCE;
    private ServiceRegistration<ModePolicy> registration;

    @Override
    public void updated(Dictionary<String, ?> properties) {
      if (properties != null) {
        String word = String.valueOf(properties.get("mode"));
        mode = EnforcementMode.valueOf(word.toUpperCase(Locale.ROOT));
        registration.setProperties(new Hashtable<>(Map.of("mode", word)));
      }
    }

    @Override
    public EnforcementMode mode() {
      return mode;
    }

    @Override
    public Verdict onFault(String reason) {
      return Verdict.Deny.fault(reason);
    }
  }

  @Nested
  class WithoutAWord {
    @Test
    void printsTheModeInForce() throws Exception {
      framework.register(ModePolicy.class, Fakes.mode(EnforcementMode.OBSERVE), Map.of());
      assertThat(mode()).isEqualTo(CommandResult.ok("observe"));
    }

    @Test
    void saysThatEnforceHoldsWithoutAModeService() throws Exception {
      assertThat(mode().text()).startsWith("enforce (no mode service");
    }
  }

  @Nested
  class WithAWord {
    private ConfigurationAdmin admin() throws BundleException {
      framework.installFromClassPath("org.apache.felix.configadmin").start();
      return framework
          .context()
          .getService(framework.context().getServiceReference(ConfigurationAdmin.class));
    }

    private void follow() {
      ConfiguredMode mode = new ConfiguredMode();
      mode.registration = framework.register(ModePolicy.class, mode, Map.of("mode", "enforce"));
      framework.register(
          ManagedService.class, mode, Map.of(Constants.SERVICE_PID, "io.portcullis.mode"));
    }

    @ParameterizedTest
    @EnumSource(EnforcementMode.class)
    void returnsWhenTheModeIsInForce(EnforcementMode wanted) throws Exception {
      ConfigurationAdmin admin = admin();
      follow();
      assertThat(mode(wanted.word())).isEqualTo(CommandResult.ok(wanted.word()));
      assertThat(mode().text()).isEqualTo(wanted.word());
      assertThat(admin.getConfiguration("io.portcullis.mode", "?").getProperties().get("mode"))
          .isEqualTo(wanted.word());
    }

    @Test
    void goesThereAndBackManyTimes() throws Exception {
      admin();
      follow();
      for (int i = 0; i < 50; i++) {
        assertThat(mode("observe").text()).isEqualTo("observe");
        assertThat(mode("enforce").text()).isEqualTo("enforce");
      }
    }

    @Test
    void keepsTheOtherKeysAmongThemTheFileThatTheyCameFrom() throws Exception {
      Configuration configuration = admin().getConfiguration("io.portcullis.mode", "?");
      configuration.update(
          new Hashtable<>(
              Map.of("mode", "enforce", "felix.fileinstall.filename", "file:/etc/mode.cfg")));
      follow();
      mode("observe");
      assertThat(configuration.getProperties().get("felix.fileinstall.filename"))
          .isEqualTo("file:/etc/mode.cfg");
    }

    @Test
    void saysThatAReadOnlyConfigurationStaysAsItIs() throws Exception {
      Configuration configuration = admin().getConfiguration("io.portcullis.mode", "?");
      configuration.update(new Hashtable<>(Map.of("mode", "enforce")));
      configuration.addAttributes(Configuration.ConfigurationAttribute.READ_ONLY);
      follow();
      CommandResult result = mode("observe");
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.text()).contains("read-only");
      assertThat(mode().text()).isEqualTo("enforce");
    }

    @Test
    void failsWhenTheModeIsWrittenAndNotInForce() throws Exception {
      admin();
      framework.register(ModePolicy.class, Fakes.mode(EnforcementMode.ENFORCE), Map.of());
      CommandResult result =
          new ModeCommand(new CurrentServices(framework.context()), Duration.ofMillis(20))
              .parseAndExecute(Fakes.invocation("observe"));
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.text()).contains("not in force after 20 ms; in force is enforce");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bogus", "", "OBSERVE", "observe ", "observe\n"})
    void refusesAnUnknownWordAndChangesNothing(String word) throws Exception {
      Configuration configuration = admin().getConfiguration("io.portcullis.mode", "?");
      follow();
      assertThatThrownBy(() -> mode(word))
          .isInstanceOf(CommandUsageException.class)
          .hasMessageStartingWith("unknown mode");
      assertThat(configuration.getProperties()).isNull();
    }

    @Test
    void saysWhatIsMissing() throws Exception {
      assertThat(mode("observe"))
          .isEqualTo(
              CommandResult.failed(
                  "no mode service is registered: enforce holds, nothing changed"));
      framework.register(ModePolicy.class, Fakes.mode(EnforcementMode.ENFORCE), Map.of());
      assertThat(mode("observe"))
          .isEqualTo(
              CommandResult.failed("Configuration Admin is missing, so nothing was changed"));
    }
  }
}
