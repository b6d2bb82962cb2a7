// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

import io.portcullis.support.config.schema.Pid;
import io.portcullis.support.text.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One configuration in Configuration Admin.
 *
 * @param pid its PID
 * @param factoryPid the PID of its factory, or null
 * @param properties its properties, normalised
 */
record ConfigurationEntry(String pid, @Nullable String factoryPid, Map<String, Object> properties) {
  private static final String FILE = "felix.fileinstall.filename";
  private static final int MAX_SHOWN = 80;

  /** Returns the name under which a bundle would declare this configuration. */
  private String declaredName() {
    return factoryPid == null ? pid : factoryPid;
  }

  /**
   * Returns whether the component runtime would apply this configuration to a PID that it is not
   * for.
   */
  boolean isMisplaced(DeclaredPids pids) {
    Pid declared = pids.find(untargeted());
    return declared != null && !belongsTo(declared);
  }

  private boolean belongsTo(Pid declared) {
    return declared.factory() ? factoryPid != null : pid.equals(declared.name());
  }

  /** A targeted PID names a bundle after its first bar. */
  private String untargeted() {
    String name = declaredName();
    int bar = name.indexOf('|');
    return bar < 0 ? name : name.substring(0, bar);
  }

  /** Returns the problems that an operator should know, one line each. */
  List<ConfigurationFinding> findings(DeclaredPids pids) {
    List<ConfigurationFinding> findings = new ArrayList<>();
    Pid declared = pids.find(untargeted());
    if (declared == null) {
      findings.add(undeclared(pids));
    } else if (!belongsTo(declared)) {
      findings.add(ConfigurationFinding.critical(misplaced(declared)));
    } else {
      declared
          .problems(properties)
          .forEach(
              each -> findings.add(ConfigurationFinding.critical(named() + ": " + each.text())));
    }
    return findings;
  }

  private String misplaced(Pid declared) {
    return declared.factory()
        ? "%s is ignored: %s needs a name for each configuration, as in %s-NAME.cfg"
            .formatted(named(), declared.name(), declared.name())
        : "%s is ignored: only %s.cfg configures %s; rename or remove it"
            .formatted(named(), declared.name(), declared.name());
  }

  private ConfigurationFinding undeclared(DeclaredPids pids) {
    Pid extended = pids.findExtended(pid);
    if (extended != null) {
      return ConfigurationFinding.critical(misplaced(extended));
    }
    String nearest = pids.nearest(declaredName());
    return nearest.isEmpty()
        ? ConfigurationFinding.warning(named() + " is ignored: no installed bundle has this PID")
        : ConfigurationFinding.critical(
            "%s is ignored: no installed bundle has this PID; did you mean %s?"
                .formatted(named(), nearest));
  }

  /** Returns why its component must not use this configuration, or an empty text. */
  String refusal(DeclaredPids pids) {
    Pid declared = pids.find(untargeted());
    if (declared == null) {
      return "";
    }
    return declared.problems(properties).stream()
        .filter(Pid.Problem::refused)
        .map(Pid.Problem::text)
        .findFirst()
        .orElse("");
  }

  /** Returns the file if one exists, since an operator can correct it. */
  private String named() {
    Object file = properties.get(FILE);
    String path = file == null ? "" : file.toString();
    return PrintableText.line(
        path.isEmpty() ? pid : path.substring(path.lastIndexOf('/') + 1), MAX_SHOWN);
  }
}
