// The job that brings the schema up to the image. It is started by hand or by a pipeline, before the apps get that image.
param name string
param location string
param environmentId string
param image string
param registryServer string
param identityId string
param settings array

resource job 'Microsoft.App/jobs@2025-07-01' = {
  name: name
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      triggerType: 'Manual'
      manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 }
      replicaTimeout: 3600
      replicaRetryLimit: 0
      registries: [{ server: registryServer, identity: identityId }]
    }
    template: {
      containers: [
        {
          name: 'migrate'
          image: image
          args: ['migrate']
          resources: { cpu: json('1.0'), memory: '2Gi' }
          env: settings
        }
      ]
    }
  }
}
