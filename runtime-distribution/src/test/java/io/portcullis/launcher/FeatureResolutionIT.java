// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.home.Home;
import io.portcullis.launcher.plan.BundlePlan;
import io.portcullis.launcher.plan.FeatureFiles;
import io.portcullis.launcher.plan.FrameworkSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** Resolves the shipped features in a framework that brings nothing of its own. */
class FeatureResolutionIT {
  /** The packages of the OSGi core specification, which every framework exports. */
  private static final String CORE_PACKAGES =
      """
      org.osgi.dto;version=1.1.1,\
      org.osgi.framework;version=1.10.0,\
      org.osgi.framework.dto;version=1.8.0,\
      org.osgi.framework.hooks.bundle;version=1.1.0,\
      org.osgi.framework.hooks.resolver;version=1.0.0,\
      org.osgi.framework.hooks.service;version=1.1.0,\
      org.osgi.framework.hooks.weaving;version=1.1.0,\
      org.osgi.framework.launch;version=1.2.0,\
      org.osgi.framework.namespace;version=1.2.0,\
      org.osgi.framework.startlevel;version=1.0.0,\
      org.osgi.framework.startlevel.dto;version=1.0.0,\
      org.osgi.framework.wiring;version=1.2.0,\
      org.osgi.framework.wiring.dto;version=1.3.0,\
      org.osgi.resource;version=1.0.1,\
      org.osgi.resource.dto;version=1.0.1,\
      org.osgi.service.packageadmin;version=1.2.1,\
      org.osgi.service.startlevel;version=1.1.1,\
      org.osgi.service.url;version=1.0.1,\
      org.osgi.util.tracker;version=1.5.3\
      """;

  @TempDir Path folder;
  private final Path distribution = Distribution.built();

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "core:core",
        "evidence:core",
        "transport-embedded:core",
        "transport-assembly:core",
        "adapter-assembly:core,evidence,transport-embedded",
        "adapter-langchain4j:core",
        "adapter-mcp:core,evidence,transport-embedded",
        "adapter-mcp-sessions:core,evidence,transport-embedded",
        "adapter-mcp-http:core,evidence,transport-embedded",
        "health:core",
        "shell:core",
        "hot-deploy:core",
        "demo:core,evidence,transport-embedded,adapter-langchain4j"
      })
  void featureResolvesWithWhatItNamesAlone(String feature, String needs) throws Exception {
    Set<String> names = new LinkedHashSet<>(List.of(needs.split(",")));
    names.add(feature);
    Map<String, String> bare =
        Map.of(Constants.FRAMEWORK_SYSTEMPACKAGES, javaPackages() + "," + CORE_PACKAGES);
    Framework framework = install(List.copyOf(names), bare);
    try {
      assertThat(unresolved(framework)).isEmpty();
    } finally {
      stop(framework);
    }
  }

  @Test
  void everyListedFeatureIsTested() throws Exception {
    Set<String> shipped = new TreeSet<>();
    try (Stream<Path> files = Files.list(distribution.resolve("features"))) {
      files.forEach(file -> shipped.add(file.getFileName().toString().replace(".json", "")));
    }
    CsvSource tested =
        FeatureResolutionIT.class
            .getDeclaredMethod("featureResolvesWithWhatItNamesAlone", String.class, String.class)
            .getAnnotation(CsvSource.class);
    assertThat(Arrays.stream(tested.value()).map(line -> line.split(":")[0]))
        .containsExactlyInAnyOrderElementsOf(shipped);
  }

  /** The framework of the distribution exports some of the packages that bundles export too. */
  @Test
  void everyPackageHasOneExporterForAllImportersOfTheDistribution() throws Exception {
    List<String> all = FrameworkSettings.read(new Home(distribution, distribution)).features();
    Framework framework = install(all, Map.of());
    try {
      assertThat(unresolved(framework)).isEmpty();
      Map<String, Set<String>> exporters = exporters(framework);
      assertThat(exporters).containsKey("org.osgi.service.condition");
      assertThat(exporters).allSatisfy((name, from) -> assertThat(from).as(name).hasSize(1));
    } finally {
      stop(framework);
    }
  }

  private Framework install(List<String> features, Map<String, String> properties)
      throws Exception {
    Map<String, String> all = new LinkedHashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
    all.put("felix.log.level", "0");
    Framework framework = new FrameworkFactory().newFramework(all);
    framework.start();
    BundlePlan plan =
        BundlePlan.of(
            new FeatureFiles(distribution.resolve("features")).read(features),
            distribution.resolve("repository"));
    for (BundlePlan.Entry entry : plan.entries()) {
      framework.getBundleContext().installBundle("reference:" + entry.file().toUri());
    }
    return framework;
  }

  private static void stop(Framework framework) throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(60_000);
  }

  /** Each bundle that does not resolve, with the reason of the framework. */
  private static Map<String, String> unresolved(Framework framework) {
    framework.adapt(FrameworkWiring.class).resolveBundles(null);
    Map<String, String> reasons = new TreeMap<>();
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      if (bundle.getState() == Bundle.INSTALLED) {
        reasons.put(bundle.getSymbolicName(), reason(bundle));
      }
    }
    return reasons;
  }

  private static String reason(Bundle bundle) {
    try {
      bundle.start(Bundle.START_TRANSIENT);
      return "resolved late";
    } catch (BundleException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Map<String, Set<String>> exporters(Framework framework) {
    Map<String, Set<String>> exporters = new TreeMap<>();
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      BundleWiring wiring = bundle.adapt(BundleWiring.class);
      for (BundleWire wire : wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
        Object name = wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
        exporters
            .computeIfAbsent(String.valueOf(name), unseen -> new HashSet<>())
            .add(wire.getProvider().getSymbolicName());
      }
    }
    return exporters;
  }

  private static String javaPackages() {
    return ModuleLayer.boot().modules().stream()
        .filter(module -> module.getName().matches("(java|jdk)[.].*"))
        .flatMap(module -> module.getDescriptor().exports().stream())
        .filter(exported -> !exported.isQualified())
        .map(exported -> exported.source())
        .sorted()
        .collect(Collectors.joining(","));
  }
}
