// SPDX-License-Identifier: Apache-2.0

/** Reports whether policy documents can be used, and whether their rules fit the tools. */
@NullMarked
package io.portcullis.cli.policy.validate;

import org.jspecify.annotations.NullMarked;
