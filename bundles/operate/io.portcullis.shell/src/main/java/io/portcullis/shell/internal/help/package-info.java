// SPDX-License-Identifier: Apache-2.0

/** Lists the commands that are registered, and shows their help. */
@NullMarked
package io.portcullis.shell.internal.help;

import org.jspecify.annotations.NullMarked;
