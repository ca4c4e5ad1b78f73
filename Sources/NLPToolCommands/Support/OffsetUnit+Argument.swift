import ArgumentParser
import NLPToolkit

extension OffsetUnit: ExpressibleByArgument {}
