// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.junit;

import io.portcullis.itests.junit.host.LiveContainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ops4j.pax.exam.TestAddress;

/** The container of one test class, with the test classes in it. */
public final class ContainerRun implements AutoCloseable {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ContainerRun.class);

  private final LiveContainer container;
  private final TestAddress probe;

  private ContainerRun(Class<?> testClass) {
    ContainerTest wanted = testClass.getAnnotation(ContainerTest.class);
    container = LiveContainer.start(List.of(wanted.features()), properties(wanted));
    probe = container.installProbe(testClass);
  }

  private static Map<String, String> properties(ContainerTest wanted) {
    Map<String, String> properties = new HashMap<>();
    for (String property : wanted.properties()) {
      int at = property.indexOf('=');
      properties.put(property.substring(0, at), property.substring(at + 1));
    }
    return properties;
  }

  /**
   * Finds the container of a test class, or starts it. It is stopped when the class is done.
   *
   * @param context the context of the class, of one nested in it or of one of its tests
   * @return the container
   */
  public static ContainerRun containerOf(ExtensionContext context) {
    ExtensionContext top = context;
    while (top.getParent().filter(parent -> parent.getTestClass().isPresent()).isPresent()) {
      top = top.getParent().orElseThrow();
    }
    Class<?> testClass = top.getRequiredTestClass();
    return top.getStore(NAMESPACE)
        .getOrComputeIfAbsent(testClass, key -> new ContainerRun(testClass), ContainerRun.class);
  }

  /**
   * Runs one test inside the container.
   *
   * @param context the context of the test
   * @throws Throwable what the test threw inside
   */
  public void run(ExtensionContext context) throws Throwable {
    String uniqueId = context.getUniqueId();
    Map<String, Throwable> problems = new HashMap<>();
    container.call(
        new Call(probe, uniqueId.substring(uniqueId.indexOf("[engine:junit-jupiter]")), problems));
    Throwable failed = problems.get("failed");
    if (failed != null) {
      throw failed;
    }
    Throwable aborted = problems.get("aborted");
    if (aborted != null) {
      Assumptions.abort(aborted.getMessage());
    }
  }

  @Override
  public void close() {
    container.close();
  }

  /** The probe's address with the arguments of one call. */
  private record Call(TestAddress root, String uniqueId, Map<String, Throwable> problems)
      implements TestAddress {
    @Override
    public String identifier() {
      return root.identifier();
    }

    @Override
    public String caption() {
      return root.caption();
    }

    @Override
    public Object[] arguments() {
      return new Object[] {uniqueId, problems};
    }
  }
}
