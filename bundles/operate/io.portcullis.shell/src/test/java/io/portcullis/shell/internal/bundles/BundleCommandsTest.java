// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

class BundleCommandsTest {
  private static final String LIBRARY = "com.example.library";
  private static final String EXPORTED = "com.example.api";
  private static final String SHELL = "io.portcullis.shell";
  private static final String CONTROL = "io.portcullis.control";
  private static final String AND_DOES_NOT_WAIT =
      "refreshing 2 bundles that are wired to it, the shell or its control socket among them";

  @RegisterExtension final RunningFramework framework = new RunningFramework();
  @TempDir Path folder;
  private Bundle shell;
  private BundleContext context;
  private CurrentServices services;

  @BeforeEach
  void pretendToBeTheShell() throws Exception {
    shell = framework.install("shell", Map.of("Bundle-SymbolicName", SHELL));
    shell.start();
    context = shell.getBundleContext();
    services = new CurrentServices(context);
  }

  private Bundle library(String version) throws Exception {
    write(version);
    return context.installBundle(folder.resolve("library.jar").toUri().toString());
  }

  private void write(String version) throws IOException {
    Map<String, String> headers =
        Map.of(
            "Bundle-SymbolicName", LIBRARY,
            "Bundle-Version", version,
            "Export-Package", "com.example.api;version=" + version);
    try (InputStream jar = RunningFramework.jar(headers)) {
      Files.write(folder.resolve("library.jar"), jar.readAllBytes());
    }
  }

  @Test
  void stopsAndStartsByName() throws Exception {
    Bundle library = library("1.0.0");
    assertThat(new StartCommand(services).parseAndExecute(Fakes.invocation(LIBRARY)))
        .isEqualTo(CommandResult.ok(LIBRARY + " active"));
    assertThat(library.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(new StopCommand(services).parseAndExecute(Fakes.invocation(LIBRARY)))
        .isEqualTo(CommandResult.ok(LIBRARY + " resolved"));
    assertThat(library.getState()).isEqualTo(Bundle.RESOLVED);
  }

  @Test
  void refusesUnknownAndAmbiguousNames() throws Exception {
    framework.install("a", Map.of("Bundle-SymbolicName", "twice", "Bundle-Version", "1"));
    framework.install("b", Map.of("Bundle-SymbolicName", "twice", "Bundle-Version", "2"));
    assertThatThrownBy(() -> new StopCommand(services).parseAndExecute(Fakes.invocation("no.such")))
        .isInstanceOf(CommandUsageException.class)
        .hasMessage("no bundle is named no.such");
    assertThatThrownBy(() -> new StartCommand(services).parseAndExecute(Fakes.invocation("twice")))
        .isInstanceOf(CommandUsageException.class)
        .hasMessage("2 bundles are named twice: versions 1.0.0, 2.0.0");
    assertThatThrownBy(() -> new StartCommand(services).parseAndExecute(Fakes.invocation()))
        .hasMessage("the symbolic name of a bundle is missing");
  }

  @Test
  void leavesTheFrameworkTheShellAndTheControlSocketRunning() throws Exception {
    Bundle control = framework.install("control", Map.of("Bundle-SymbolicName", CONTROL));
    control.start();
    String system = context.getBundle(0).getSymbolicName();
    for (String name : List.of(SHELL, CONTROL, system)) {
      assertThatThrownBy(() -> new StopCommand(services).parseAndExecute(Fakes.invocation(name)))
          .isInstanceOf(CommandUsageException.class);
      assertThatThrownBy(() -> update(name)).isInstanceOf(CommandUsageException.class);
    }
    assertThat(shell.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(control.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(context.getBundle(0).getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void saysInOneLineWhyABundleDoesNotStart() throws Exception {
    framework.install(
        "needy", Map.of("Bundle-SymbolicName", "needy", "Import-Package", "com.example.missing"));
    CommandResult result = new StartCommand(services).parseAndExecute(Fakes.invocation("needy"));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.text().lines()).hasSize(1);
    assertThat(result.text()).contains("com.example.missing");
  }

  @Test
  void updatesFromTheLocationAndRefreshesWhatUsesTheOldOne() throws Exception {
    Bundle library = library("1.0.0");
    library.start();
    Bundle user =
        framework.install(
            "user", Map.of("Bundle-SymbolicName", "user", "Import-Package", "com.example.api"));
    user.start();
    write("2.0.0");
    CommandResult result = update(LIBRARY);
    assertThat(result.text())
        .isEqualTo(
            LIBRARY + " 2.0.0 updated, refreshing 2 bundles that are wired to it: done, active");
    assertThat(result.exitCode()).isZero();
    List<BundleWire> wires = user.adapt(BundleWiring.class).getRequiredWires(null);
    assertThat(wires)
        .singleElement()
        .satisfies(
            wire -> assertThat(wire.getProvider().getVersion().toString()).isEqualTo("2.0.0"));
  }

  @Test
  void updatesAnUnusedBundleWithoutARefresh() throws Exception {
    library("1.0.0").start();
    write("1.1.0");
    assertThat(update(LIBRARY)).isEqualTo(CommandResult.ok(LIBRARY + " 1.1.0 updated, active"));
  }

  @Test
  void doesNotWaitForARefreshThatTakesTheShellWithIt() throws Exception {
    library("1.0.0");
    shell.stop();
    shell.update(
        RunningFramework.jar(
            Map.of(
                "Bundle-SymbolicName", SHELL,
                "Import-Package", EXPORTED)));
    shell.start();
    context = shell.getBundleContext();
    services = new CurrentServices(context);
    write("2.0.0");
    assertThat(update(LIBRARY).text()).endsWith(AND_DOES_NOT_WAIT);
  }

  @Test
  void doesNotWaitForARefreshThatTakesTheControlSocketWithIt() throws Exception {
    library("1.0.0");
    framework
        .install("control", Map.of("Bundle-SymbolicName", CONTROL, "Import-Package", EXPORTED))
        .start();
    write("2.0.0");
    assertThat(update(LIBRARY).text()).endsWith(AND_DOES_NOT_WAIT);
  }

  @Test
  void saysWhyAnUpdateFails() throws Exception {
    library("1.0.0").start();
    Files.delete(folder.resolve("library.jar"));
    CommandResult result = update(LIBRARY);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.text()).startsWith(LIBRARY + ": ");
    assertThat(result.text().lines()).hasSize(1);
  }

  @Test
  void listsAllBundlesWithTheirStates() throws Exception {
    library("1.0.0");
    String list = new BundleListCommand(services).parseAndExecute(Fakes.invocation()).text();
    assertThat(list.lines()).hasSize(3);
    assertThat(list)
        .containsPattern("0 +active +org.apache.felix.framework")
        .containsPattern("1 +active +io.portcullis.shell")
        .containsPattern("2 +installed +com.example.library +1.0.0");
  }

  private CommandResult update(String name) throws Exception {
    return new UpdateCommand(services).parseAndExecute(Fakes.invocation(name));
  }
}
