// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;
import static java.util.Map.entry;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.portcullis.policy.internal.cel.library.CommandFunctions;
import io.portcullis.policy.internal.cel.library.ContentFunctions;
import io.portcullis.policy.internal.cel.library.NetFunctions;
import io.portcullis.policy.internal.cel.library.PathFunctions;
import io.portcullis.policy.internal.cel.node.BinaryNode;
import io.portcullis.policy.internal.cel.node.UnaryNode;
import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import io.portcullis.policy.internal.function.net.CidrBlock;
import io.portcullis.policy.internal.function.net.IpLiteral;
import io.portcullis.policy.internal.function.net.StrictUrl;
import io.portcullis.policy.internal.function.path.NormalPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The functions of policies beyond CEL's own: their types, and the operations behind them. */
public final class LibraryFunctions {

  private static final Map<String, UnaryNode.Operation> GLOBAL =
      Map.ofEntries(
          entry("path", PathFunctions::path),
          entry("url", NetFunctions::url),
          entry("ip", NetFunctions::ip),
          entry("cidr", NetFunctions::cidr),
          entry("command", CommandFunctions::command),
          entry("strings", ContentFunctions::strings),
          entry("secrets", ContentFunctions::secrets));

  private static final Map<String, UnaryNode.Operation> MEMBERS =
      Map.ofEntries(
          entry("name", PathFunctions::name),
          entry("extension", PathFunctions::extension),
          entry("scheme", NetFunctions::scheme),
          entry("host", NetFunctions::host),
          entry("port", NetFunctions::port),
          entry("path", NetFunctions::path),
          entry("programs", CommandFunctions::programs),
          entry("isLiteral", CommandFunctions::isLiteral),
          entry("isPrivate", NetFunctions::isPrivate),
          entry("isLoopback", NetFunctions::isLoopback),
          entry("isLinkLocal", NetFunctions::isLinkLocal));

  private static final Map<String, Supplier<BinaryNode.Operation>> BINARY =
      Map.of("within", PathFunctions::within, "containsIP", () -> NetFunctions::containsIp);

  private LibraryFunctions() {}

  /** Returns what the library checks calls against. */
  public static List<CelFunctionDecl> declarations() {
    Overloads all = new Overloads();
    all.global("path", ValueTypes.PATH, SimpleType.STRING);
    all.global("url", ValueTypes.URL, SimpleType.STRING);
    all.global("ip", ValueTypes.IP, SimpleType.STRING);
    all.global("cidr", ValueTypes.CIDR, SimpleType.STRING);
    all.global("command", ValueTypes.COMMAND, SimpleType.STRING);
    all.global("strings", ListType.create(SimpleType.STRING), SimpleType.DYN);
    all.global("secrets", ListType.create(SimpleType.STRING), SimpleType.DYN);
    all.member("within", SimpleType.BOOL, ValueTypes.PATH, SimpleType.STRING);
    all.member("within", SimpleType.BOOL, ValueTypes.PATH, ValueTypes.PATH);
    all.member("name", SimpleType.STRING, ValueTypes.PATH);
    all.member("extension", SimpleType.STRING, ValueTypes.PATH);
    all.member("glob", SimpleType.BOOL, ValueTypes.PATH, SimpleType.STRING);
    all.member("scheme", SimpleType.STRING, ValueTypes.URL);
    all.member("host", SimpleType.STRING, ValueTypes.URL);
    all.member("port", SimpleType.INT, ValueTypes.URL);
    all.member("path", SimpleType.STRING, ValueTypes.URL);
    all.member("programs", ListType.create(SimpleType.STRING), ValueTypes.COMMAND);
    all.member("isLiteral", SimpleType.BOOL, ValueTypes.COMMAND);
    all.member("isPrivate", SimpleType.BOOL, ValueTypes.IP);
    all.member("isLoopback", SimpleType.BOOL, ValueTypes.IP);
    all.member("isLinkLocal", SimpleType.BOOL, ValueTypes.IP);
    all.member("containsIP", SimpleType.BOOL, ValueTypes.CIDR, ValueTypes.IP);
    all.member("containsIP", SimpleType.BOOL, ValueTypes.CIDR, SimpleType.STRING);
    return all.declarations();
  }

  /** Returns the names of the functions. */
  public static Set<String> names() {
    Set<String> names = new TreeSet<>();
    declarations().forEach(function -> names.add(function.name()));
    return names;
  }

  /** Returns the operation of a function of one value; null if it is no such function. */
  static UnaryNode.@Nullable Operation unary(String function, boolean member) {
    return (member ? MEMBERS : GLOBAL).get(function);
  }

  /** Returns the operation of a function of two values; null if it is no such function. */
  static BinaryNode.@Nullable Operation binary(String function) {
    Supplier<BinaryNode.Operation> operation = BINARY.get(function);
    return operation == null ? null : operation.get();
  }

  /**
   * Returns why a text in the policy is not accepted by a function; null if it is accepted, or if
   * that depends on the call.
   */
  static @Nullable String refusal(String function, String text, boolean workingDirectory) {
    try {
      switch (function) {
        case "path", "within" -> NormalPath.of(text);
        case "url" -> StrictUrl.of(text);
        case "ip", "containsIP" -> IpLiteral.of(text);
        case "cidr" -> CidrBlock.of(text);
        default -> {}
      }
    } catch (FunctionException e) {
      boolean relative = e.problem() == FunctionProblem.PATH_RELATIVE && workingDirectory;
      return relative ? null : e.problem().text();
    }
    return null;
  }

  /** Collects the overloads of each function. */
  private static final class Overloads {

    private final Map<String, List<CelOverloadDecl>> overloads = new TreeMap<>();

    void global(String function, CelType result, CelType... parameters) {
      add(function, newGlobalOverload(id(function, parameters), result, parameters));
    }

    void member(String function, CelType result, CelType... parameters) {
      add(function, newMemberOverload(id(function, parameters), result, parameters));
    }

    List<CelFunctionDecl> declarations() {
      List<CelFunctionDecl> functions = new ArrayList<>();
      overloads.forEach((function, list) -> functions.add(newFunctionDeclaration(function, list)));
      return functions;
    }

    private void add(String function, CelOverloadDecl overload) {
      overloads.computeIfAbsent(function, name -> new ArrayList<>()).add(overload);
    }

    private static String id(String function, CelType... parameters) {
      StringBuilder id = new StringBuilder(function);
      for (CelType parameter : parameters) {
        id.append('_').append(ValueTypes.name(parameter));
      }
      return id.toString();
    }
  }
}
