import CRMModel
struct XMLLeads { 
 var description: SourceDescription
 init(_ s: SourceSpecification, _ k: InputStack) throws { fatalError() }
 mutating func next() throws -> SourceBatch<RawLeads>? { nil }
}
