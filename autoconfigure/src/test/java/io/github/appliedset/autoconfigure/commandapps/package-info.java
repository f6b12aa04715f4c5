/** Applications for commands, each in a package of its own, as an application is. */
package io.github.appliedset.autoconfigure.commandapps;
