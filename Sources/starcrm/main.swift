// The executable: hands the command line to StarCRMCommand.

import Foundation
import StarCRMCommand

exit(StarCRM.main(Array(CommandLine.arguments.dropFirst())))
