// SPDX-License-Identifier: Apache-2.0

/** Reports files in the deploy folder that cannot be installed. */
@NullMarked
package io.portcullis.shell.internal.deploy;

import org.jspecify.annotations.NullMarked;
