// The collector, which the apps reach by its name inside the environment.
param name string
param location string
param environmentId string
param identityId string
param vaultUri string
param insightsSecretName string

resource collector 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: { external: false, transport: 'tcp', targetPort: 4317, exposedPort: 4317 }
      secrets: [
        { name: 'insights', keyVaultUrl: '${vaultUri}secrets/${insightsSecretName}', identity: identityId }
        { name: 'configuration', value: loadTextContent('../../collector.yaml') }
      ]
    }
    template: {
      containers: [
        {
          name: 'collector'
          image: 'otel/opentelemetry-collector-contrib:0.128.0'
          args: ['--config=/etc/collector/collector.yaml']
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: [{ name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', secretRef: 'insights' }]
          volumeMounts: [{ volumeName: 'configuration', mountPath: '/etc/collector' }]
          probes: [{ type: 'Liveness', httpGet: { path: '/', port: 13133 }, periodSeconds: 10, failureThreshold: 3 }]
        }
      ]
      // The configuration is no secret; a secret is how a file gets into an app.
      volumes: [{ name: 'configuration', storageType: 'Secret', secrets: [{ secretRef: 'configuration', path: 'collector.yaml' }] }]
      scale: { minReplicas: 1, maxReplicas: 2 }
    }
  }
}
