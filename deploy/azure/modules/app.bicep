// One role of the product: the same image, told by Host__Roles what to serve.
param name string
param location string
param environmentId string
param image string
param registryServer string
param identityId string
@description('What every role is told: { name, value } or { name, secretRef }.')
param settings array
param vaultUri string
@description('The secrets that the settings refer to.')
param secretNames string[]
@allowed(['api', 'admin', 'worker'])
param role string
param minReplicas int
param maxReplicas int

var port = 8080
var serves = role != 'worker'
var rule = serves
  ? { name: 'requests', http: { metadata: { concurrentRequests: '80' } } }
  : { name: 'processor', custom: { type: 'cpu', metadata: { type: 'Utilization', value: '70' } } }

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 10
      ingress: serves ? { external: true, targetPort: port, transport: 'auto', allowInsecure: false } : null
      registries: [{ server: registryServer, identity: identityId }]
      secrets: [for secretName in secretNames: { name: secretName, keyVaultUrl: '${vaultUri}secrets/${secretName}', identity: identityId }]
    }
    template: {
      terminationGracePeriodSeconds: 45
      containers: [
        {
          name: 'mobile'
          image: image
          resources: { cpu: json('1.0'), memory: '2Gi' }
          env: concat(settings, [
            { name: 'Host__Roles', value: role }
            { name: 'OTEL_SERVICE_NAME', value: 'mobile-${role}' }
          ])
          probes: [
            { type: 'Startup', httpGet: { path: '/health/live', port: port }, periodSeconds: 2, failureThreshold: 60 }
            { type: 'Liveness', httpGet: { path: '/health/live', port: port }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 }
            { type: 'Readiness', httpGet: { path: '/health/ready', port: port }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 }
          ]
        }
      ]
      scale: { minReplicas: minReplicas, maxReplicas: maxReplicas, rules: [rule] }
    }
  }
}
