// The executable: hands the command line to StarCRMCommand.

import ByteIO
import Foundation
import StarCRMCommand

Interruption.watch()
FreedMemory.keep()
exit(StarCRM.main(Array(CommandLine.arguments.dropFirst())))
