// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.junit;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * The same class on both sides. Outside it starts the container and sends each test method into it
 * instead of running it; inside it lets everything run.
 */
public final class ContainerExtension
    implements BeforeAllCallback, InvocationInterceptor, ParameterResolver {

  private static final boolean INSIDE = FrameworkUtil.getBundle(ContainerExtension.class) != null;

  @Override
  public void beforeAll(ExtensionContext context) {
    if (!INSIDE) {
      ContainerRun.containerOf(context);
    }
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    inside(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    inside(invocation, context);
  }

  @Override
  public <T extends @Nullable Object> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    throw new UnsupportedOperationException("dynamic tests cannot run inside a container");
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    insideOnly(invocation);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    insideOnly(invocation);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    insideOnly(invocation);
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    insideOnly(invocation);
  }

  private static void inside(Invocation<@Nullable Void> invocation, ExtensionContext context)
      throws Throwable {
    if (INSIDE) {
      invocation.proceed();
    } else {
      invocation.skip();
      ContainerRun.containerOf(context).run(context);
    }
  }

  private static void insideOnly(Invocation<@Nullable Void> invocation) throws Throwable {
    if (INSIDE) {
      invocation.proceed();
    } else {
      invocation.skip();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == BundleContext.class;
  }

  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Bundle probe = FrameworkUtil.getBundle(context.getRequiredTestClass());
    return probe == null ? null : probe.getBundleContext();
  }
}
